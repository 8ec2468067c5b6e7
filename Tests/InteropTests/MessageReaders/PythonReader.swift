import MIME

/// The `email` package of Python's library, with the policy that makes an error of each defect.
struct PythonReader: MessageReader {
  func read(_ files: [String], in directory: TemporaryDirectory) async throws -> [ReadMessage] {
    let script = try directory.write(Self.script, to: "reader.py")
    return try decode(try await LocalProcess.run("python3", [script] + files).output)
  }

  /// It takes a message as text, for a header in UTF-8, or as bytes, for a body of 8 bits.
  func form(_ offered: TransportNeeds, for message: Message) -> TransportNeeds {
    message.hasInternationalHeader ? [] : offered
  }

  func peculiarities(of message: ReadMessage) -> ReadMessage {
    var message = message
    // It mistakes the blanks in the name of a group as those in other names, and has no older functions for groups.
    message.groups = message.groups.mapValues { $0.map { $0.replacing(" ", with: "") } }
    return message
  }

  func peculiarities(of part: ReadMessage.Part) -> ReadMessage.Part {
    var part = part
    // The bytes of such a part cannot be had from it.
    if part.type == "message/delivery-status" { (part.size, part.digest) = (nil, nil) }
    return part
  }

  private static let script = #"""
    import email, email.errors, email.header, email.policy, email.utils, hashlib, json, sys

    ADDRESSES = ["from", "sender", "reply-to", "to", "cc", "resent-to"]

    def mailboxes(message, name):
        # What parses header fields for the policies leaves blanks between encoded words of a name in, against RFC 2047,
        # section 6.2, and makes one of several in them, so the names are read by the older functions of the package.
        raw = [value for key, value in message.raw_items() if key.lower() == name]
        found = email.utils.getaddresses([value.replace("\r\n", "") for value in raw])
        # A group without members is one without an address there.
        names = [name for name, address in found if address]
        addresses = message[name].addresses
        assert len(names) == len(addresses)
        return [
            {"name": str(email.header.make_header(email.header.decode_header(name))) or None,
             "localPart": address.username, "domain": address.domain} for name, address in zip(names, addresses)]

    def part(message, defects):
        for name, value in message.items():
            # The package knows nothing of RFC 6531, section 3.3.
            defects += [
                f"{name}: {type(defect).__name__}" for defect in value.defects
                if not isinstance(defect, email.errors.NonASCIILocalPartDefect)]
        kind = message.get_content_type()
        parameters = dict(message["content-type"].params) if message["content-type"] else {}
        disposition = message["content-disposition"]
        found = {
            "type": kind,
            "parameters": {
                name.lower(): value for name, value in parameters.items()
                if name.lower() not in ("boundary", "charset")},
            # get_filename() would take blanks off both ends.
            "name": disposition and disposition.params.get("filename"),
            "disposition": disposition and disposition.content_disposition,
            "contentID": message["content-id"] and str(message["content-id"]).strip("<>"), "parts": [],
            "messages": []}
        if kind in ("message/rfc822", "message/global"):
            found["messages"] = [read(message.get_payload(0), defects)]
            return found
        # It makes messages of the blocks of a report.
        if kind == "message/delivery-status":
            return found
        if message.is_multipart():
            found["parts"] = [part(inner, defects) for inner in message.get_payload()]
            return found
        content = message.get_payload(decode=True)
        found["size"], found["digest"] = len(content), hashlib.sha256(content).hexdigest()
        if kind.startswith("text/") and found["disposition"] != "attachment":
            found["text"] = content.decode(message.get_content_charset("ascii")).replace("\r\n", "\n")
        # The last of what can be found wrong is found when the content is decoded.
        defects += [type(defect).__name__ for defect in message.defects]
        return found

    def read(message, defects):
        date = message["date"] and message["date"].datetime
        return {
            "subject": message["subject"], "messageID": message["message-id"] and message["message-id"].strip("<>"),
            "date": date and int(date.timestamp()), "zone": date and int(date.utcoffset().total_seconds() // 60),
            "mailboxes": {
                name: mailboxes(message, name) for name in ADDRESSES if name in message},
            "groups": {
                name: [group.display_name.replace(" ", "") for group in message[name].groups if group.display_name]
                for name in ADDRESSES if name in message},
            "fields": [
                {"name": name.lower(), "value": value} for name, value in message.items()
                if name.lower() not in ADDRESSES + ["subject", "date", "message-id", "mime-version"]
                and not name.lower().startswith("content-")],
            "root": part(message, defects), "defects": []}

    def parse(data, defects):
        # Taken as text a header may be UTF-8 (RFC 6532), taken as bytes a body may be of 8 bits.
        is_text = not data.partition(b"\r\n\r\n")[0].isascii() or b"message/global" in data
        parse = email.message_from_string if is_text else email.message_from_bytes
        data = data.decode("utf-8") if is_text else data
        try:
            return parse(data, policy=email.policy.strict)
        except email.errors.MessageError as error:
            defects.append(type(error).__name__)
            return parse(data, policy=email.policy.default)

    for file in sys.argv[1:]:
        defects = []
        found = read(parse(open(file, "rb").read(), defects), defects)
        found["defects"] = defects
        print(json.dumps(found))

    """#
}
