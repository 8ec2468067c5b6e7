/// An invitation, or another calendar object, as iCalendar text (RFC 5545) that goes with a message (RFC 6047).
///
/// It is written as one of the alternatives of the message's text, with the method as a parameter, which is what makes calendars
/// offer to accept it. The text itself is the caller's.
public struct CalendarText: Sendable, Hashable {
  /// The iCalendar text, with any line ends.
  public let text: String

  /// What is to be done with it, such as `REQUEST`, `REPLY` or `CANCEL`: its METHOD property in upper case; nil if it has none.
  public let method: String?

  /// Takes a whole calendar object.
  /// - Throws: ``MIMEError/Code/invalidCalendar`` unless it begins with `BEGIN:VCALENDAR` and ends with `END:VCALENDAR`, and its
  ///   METHOD, if there is one, is a word of letters, digits and `-`.
  public init(_ text: String) throws(MIMEError) {
    let lines = text.split(omittingEmptySubsequences: true) { $0.isNewline }
    func isLine(_ line: Substring?, _ wanted: String) -> Bool {
      line.map { $0.asciiLowercased.trimmingBlanks } == wanted
    }
    guard isLine(lines.first, "begin:vcalendar") else {
      throw MIMEError(code: .invalidCalendar, reason: "\(text.prefix(40).excerpt) does not begin with BEGIN:VCALENDAR")
    }
    guard isLine(lines.last, "end:vcalendar") else {
      throw MIMEError(code: .invalidCalendar, reason: "the calendar does not end with END:VCALENDAR")
    }
    self.text = text
    method = try Self.method(in: lines)
  }

  /// A property of the calendar itself stands before its components (RFC 5545, section 3.6).
  private static func method(in lines: [Substring]) throws(MIMEError) -> String? {
    for line in lines.dropFirst() {
      let lowered = line.asciiLowercased
      if lowered.hasPrefix("begin:") { return nil }
      guard lowered.hasPrefix("method:") else { continue }
      let method = String(line.dropFirst("method:".count)).trimmingBlanks
      guard !method.isEmpty, method.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }) else {
        throw MIMEError(code: .invalidCalendar, reason: "\(method.excerpt) is no method of a calendar")
      }
      return method.uppercased()
    }
    return nil
  }

  var mediaType: MediaType {
    let parameters = method.map { [MediaType.Parameter(uncheckedName: "method", value: $0)] } ?? []
    return MediaType(uncheckedType: "text", "calendar", parameters)
  }
}
