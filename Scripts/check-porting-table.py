#!/usr/bin/env python3
"""Checks docs/porting-from-xojo.md against Sources/XojoSockets.

Every Xojo name in the list below must have a row in one of the document's tables; every row must give a Swift name that the
code declares as public, or a reason why there is none; and every public name of the code must be in a row. The list is what
is known of Xojo's API: the documentation of SMTPSecureSocket, SSLSocket and SocketCore, API 1.0 and 2.0, and public code.

    Scripts/check-porting-table.py
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "porting-from-xojo.md"
SOURCES = ROOT / "Sources" / "XojoSockets"

XOJO = """
SSLConnectionTypes.SSLv2 SSLConnectionTypes.SSLv23 SSLConnectionTypes.SSLv3 SSLConnectionTypes.TLSv1
SSLConnectionTypes.TLSv11 SSLConnectionTypes.TLSv12 SSLConnectionTypes.TLSv13
SMTPConnectionTypes.STARTTLS SMTPConnectionTypes.SSLTLS
SMTPSecureSocket.ModeSTARTTLS SMTPSecureSocket.ModeSSLTLS
SSLSocket.SSLv23 SSLSocket.TLSv1 SSLSocket.TLSv11 SSLSocket.TLSv12
Secure ConnectionType SMTPConnectionMode LastErrorCode
Connected DataAvailable Error SendComplete SendProgress ConnectionEstablished MailSent MessageSent ServerError
Address BytesAvailable BytesLeftToSend CertificateFile CertificatePassword CertificateRejectionFile Handle IsConnected
LocalAddress NetworkInterface Port RemoteAddress SSLConnected SSLConnecting SSLConnectionType SSLEnabled
Close Connect Disconnect EndOfFile Flush Listen Lookahead Poll Purge Read ReadAll Write
Username Password Messages SMTPConnectionType SendMail DisconnectFromServer DeleteAllMessages
Messages.Append Messages.AddRow Messages.Add
FromAddress ToAddress CCAddress BCCAddress Subject BodyPlainText BodyHTML BodyEnriched Headers Attachments
Attachments.Append Attachments.Add AddRecipient AddCCRecipient AddBCCRecipient Source
Headers.AddHeader Headers.AppendHeader InternetHeaders EmailHeaders EmailMessage EmailAttachment SMTPSocket
EmailAttachment.Name EmailAttachment.Data EmailAttachment.MIMEType EmailAttachment.ContentEncoding
EmailAttachment.MacType EmailAttachment.LoadFromFile
RuntimeException.ErrorNumber
NoError OpenDriverError LostConnection NameResolutionError AddressInUseError InvalidStateError InvalidPortError
OutOfMemoryError
SocketCore TCPSocket SSLSocket SMTPSecureSocket
""".split()

DECLARATION = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|open)(?:\s+(?:internal\(set\)|private\(set\)|static|final|mutating|indirect))*\s+"
    r"(?:var|let|func|class|struct|enum|typealias)\s+(\w+)"
)
CASE = re.compile(r"^\s*case (\w+)(?: = \d+)?$")
# What a conformance or Swift itself asks for, and nobody ports.
PLUMBING = {"description", "rawValue", "makeIterator"}


def declared():
    """The public names in the code, and which of them are deprecated with a new name."""
    names, renamed = set(), {}
    for path in sorted(SOURCES.glob("*.swift")):
        attribute, in_public_enum = "", False
        for line in path.read_text(encoding="utf-8").splitlines():
            if "@available" in line:
                attribute = line
                continue
            match = DECLARATION.match(line)
            if re.match(r"\s*public enum \w+: Int", line):
                in_public_enum = True
            case = CASE.match(line) if in_public_enum else None
            if match or case:
                name = (match or case).group(1)
                names.add(name)
                if "renamed:" in attribute:
                    renamed[name] = attribute.split('renamed: "')[1].split('"')[0]
            elif line.strip() == "}":
                in_public_enum = in_public_enum and line.startswith(" ")
            if line.strip() and not line.strip().startswith("///"):
                attribute = ""
    return names, renamed


def rows():
    """(number, Xojo names, Swift names, rest) of each row of the tables whose head begins with Xojo or Swift."""
    head = None
    for number, line in enumerate(DOCUMENT.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if head is None:
            head = cells[0]
        elif set(line) <= set("|-: "):
            continue
        elif head in ("Xojo", "Swift"):
            quoted = [re.findall(r"`([^`]+)`", cell) for cell in cells]
            if head == "Xojo":
                yield number, quoted[0], quoted[1], " ".join(cells[2:])
            else:
                yield number, [], quoted[0], " ".join(cells[1:])


def last_part(swift):
    """`socket.messages.add(_:)` is about add."""
    return re.sub(r"\(.*", "", swift).split(".")[-1]


def main():
    names, renamed = declared()
    problems, xojo_seen, swift_seen = [], set(), set()
    for number, xojo, swift, rest in rows():
        xojo_seen.update(xojo)
        swift_seen.update(last_part(name) for name in swift)
        for name in swift:
            if last_part(name) not in names and not rest.startswith("Swift's own"):
                problems.append(f"line {number}: the code declares no public {name}")
        if not swift and len(rest) < 20:
            problems.append(f"line {number}: {', '.join(xojo)} has neither a Swift name nor a reason")
    for name in XOJO:
        if name not in xojo_seen:
            problems.append(f"{name} of Xojo has no row")
    for name in sorted(names - PLUMBING - swift_seen):
        problems.append(f"{name} is public and has no row")
    for old in ("secure", "connectionType", "smtpConnectionMode", "lastErrorCode", "addRow", "appendHeader", "InternetHeaders"):
        if old not in renamed:
            problems.append(f"{old} is not deprecated with a new name")
        elif last_part(renamed[old]) not in names:
            problems.append(f"{old} is renamed to {renamed[old]}, which the code does not declare")
    for problem in problems:
        print(f"check-porting-table: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)
    print(f"The porting table has {len(XOJO)} names of Xojo and {len(names - PLUMBING)} public names of the code.")


main()
