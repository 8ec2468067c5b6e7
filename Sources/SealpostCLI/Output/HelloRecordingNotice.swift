import MailDiagnosis

/// Where programs can connect.
struct HelloRecordingNotice: Encodable {
  let event = "listening"
  let host: String
  let port: Int

  private enum CodingKeys: String, CodingKey {
    case event, host, port
  }

  var sheet: Sheet {
    var sheet = Sheet()
    let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    sheet.line("Records the first ClientHello on \(address), after STARTTLS or without it")
    return sheet
  }
}
