extension DovecotReader {
  /// Asks for the structure of all messages, then for what is in their parts. IMAP hands encoded words, RFC 2231's
  /// percent escapes, charsets and dates on as they are, so that those are Python's reading.
  static let script = #"""
    import email.header, email.utils, hashlib, json, os, re, subprocess, sys, threading, urllib.parse

    server, configuration, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    environment = dict(os.environ, USER="nobody", HOME=os.path.dirname(configuration))

    TOKEN = re.compile(rb'\s*(?:([()])|"((?:[^"\\]|\\.)*)"|~?\{(\d+)\}\r\n|([^\s()]+))', re.DOTALL)

    def value(data, place):
        """The list, the string or the atom at a place, and where it ends."""
        found = TOKEN.match(data, place)
        bracket, quoted, length, atom = found.groups()
        place = found.end()
        if bracket == b"(":
            values = []
            while not re.compile(rb"\s*\)").match(data, place):
                one, place = value(data, place)
                values.append(one)
            return values, data.index(b")", place) + 1
        if quoted is not None:
            return re.sub(rb"\\(.)", rb"\1", quoted, flags=re.DOTALL), place
        if length is not None:
            return data[place:place + int(length)], place + int(length)
        return (None if atom == b"NIL" else atom), place

    def fetch(commands):
        """What is told of each message, by the name of the item."""
        lines = [f"{number} {command}\r\n" for number, command in enumerate(["SELECT INBOX", *commands, "LOGOUT"])]
        with subprocess.Popen(
            [server, "-c", configuration], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
        ) as process:
            # It ends when its input does, so that has to stay open; and it may wait for its output to be read.
            threading.Thread(target=process.stdin.write, args=["".join(lines).encode()]).start()
            data = process.stdout.read()
        found, place = {}, 0
        while place < len(data):
            response = re.compile(rb"\* (\d+) FETCH ").match(data, place)
            if response:
                values, place = value(data, response.end())
                found.setdefault(int(response.group(1)), {}).update(zip(values[::2], values[1::2]))
            else:
                line = data[place:data.index(b"\r\n", place)]
                # A command that failed.
                assert not re.match(rb"\d+ (NO|BAD)", line), line
            place = data.index(b"\r\n", place) + 2
        return found

    def text(data):
        return None if data is None else data.decode()

    def decoded(data):
        return None if data is None else str(email.header.make_header(email.header.decode_header(text(data))))

    def bare(data):
        return None if data is None else text(data).strip("<>")

    def parameters(values):
        found = {}
        for name, value in zip((values or [])[::2], (values or [])[1::2]):
            name, value = text(name).lower(), text(value)
            if name.endswith("*"):
                charset, _, escaped = value.split("'", 2)
                name, value = name[:-1], urllib.parse.unquote(escaped, charset, "strict")
            found[name] = value
        return found

    def part(body, section, leaves):
        messages = []
        if isinstance(body[0], list):
            count = next(index for index, one in enumerate(body) if not isinstance(one, list))
            inner = [part(one, f"{section}{index}.", leaves) for index, one in enumerate(body[:count], 1)]
            kind, identifier = "multipart/" + text(body[count]).lower(), None
            fields, disposition = body[count + 1:count + 3]
        else:
            kind = f"{text(body[0])}/{text(body[1])}".lower()
            fields, identifier = body[2:4]
            rest, inner = body[7:], []
            if kind == "message/rfc822":
                messages, rest = [message(body[7], body[8], section, leaves)], body[10:]
            elif kind.startswith("text/"):
                rest = body[8:]
            disposition = rest[1]
        fields = parameters(fields)
        charset = fields.pop("charset", "us-ascii")
        fields.pop("boundary", None)
        found = {
            "type": kind, "parameters": fields, "parts": inner, "messages": messages, "contentID": bare(identifier),
            "disposition": disposition and text(disposition[0]).lower(),
            "name": disposition and parameters(disposition[1]).get("filename")}
        if not inner and not messages:
            leaves.append((section.rstrip("."), found, charset))
        return found

    def mailboxes(values):
        return [
            {"name": decoded(name), "localPart": text(local), "domain": text(domain)}
            for name, _, local, domain in values or [] if domain is not None]

    def groups(values):
        # A group begins with its name in the place of a local part and ends with nothing there.
        return [decoded(local) for _, _, local, domain in values or [] if domain is None and local is not None]

    def message(envelope, body, section, leaves):
        date, subject, *lists, _, identifier = envelope
        date = date and email.utils.parsedate_to_datetime(text(date))
        names = ["from", "sender", "reply-to", "to", "cc"]
        return {
            "subject": decoded(subject), "messageID": bare(identifier),
            "date": date and int(date.timestamp()), "zone": date and int(date.utcoffset().total_seconds() // 60),
            "mailboxes": {name: mailboxes(values) for name, values in zip(names, lists)},
            "groups": {name: groups(values) for name, values in zip(names, lists)}, "fields": [], "defects": [],
            # The one part of a message has a number, a multipart has none (RFC 3501, section 6.4.5).
            "root": part(body, section if isinstance(body[0], list) else section + "1.", leaves)}

    messages = []
    for _, items in sorted(fetch(["FETCH 1:* (ENVELOPE BODYSTRUCTURE)"]).items()):
        leaves = []
        messages.append((message(items[b"ENVELOPE"], items[b"BODYSTRUCTURE"], "", leaves), leaves))
    assert len(messages) == count, len(messages)
    contents = fetch([
        f"FETCH {number} ({' '.join(f'BINARY.PEEK[{section}]' for section, _, _ in leaves)})"
        for number, (_, leaves) in enumerate(messages, 1)])
    for number, (found, leaves) in enumerate(messages, 1):
        for section, leaf, charset in leaves:
            content = contents[number][f"BINARY[{section}]".encode()]
            leaf["size"], leaf["digest"] = len(content), hashlib.sha256(content).hexdigest()
            if leaf["type"].startswith("text/") and leaf["disposition"] != "attachment":
                leaf["text"] = content.decode(charset).replace("\r\n", "\n")
        print(json.dumps(found))

    """#
}
