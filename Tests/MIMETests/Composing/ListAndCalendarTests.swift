import MIME
import Testing

@Suite("Lists, calendars, groups and Content-IDs")
struct ListAndCalendarTests {
  @Test("the fields of a list, in their order, in place of those that were there")
  func list() throws {
    var list = MailingList()
    list.id = "news.example.com"
    list.name = "Nachrichten für alle"
    list.unsubscribe = ["https://example.com/u?k=8f3", "mailto:leave@example.com"]
    list.offersOneClickUnsubscribe = true
    list.help = ["https://example.com/help"]
    list.post = []
    list.archive = ["https://example.com/archive"]
    var message = try fixedMessage()
    try message.additionalHeaders.append(name: "list-unsubscribe", value: "<https://old.example>")
    try message.set(list)
    let fields = message.additionalHeaders.map(\.description)
    #expect(
      fields == [
        "List-Id: =?utf-8?q?Nachrichten_f=C3=BCr_alle?= <news.example.com>", "List-Help: <https://example.com/help>",
        "List-Unsubscribe: <https://example.com/u?k=8f3>, <mailto:leave@example.com>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "List-Post: NO",
        "List-Archive: <https://example.com/archive>",
      ])
    let parsed = ParsedMessage(try bytes(of: message).bytes)
    #expect(parsed.header["List-Id"] == "Nachrichten für alle <news.example.com>")
  }

  @Test(
    "what would be another field, another URL or none is refused (header injection)",
    arguments: [
      "https://x.example/>\r\nBcc: a@x.example", "https://x.example/a,b", "https://x.example/<", "no scheme", "", ":x",
      "1a:x",
      "https:", "https://bücher.example/", "https://x.example/ b",
    ])
  func badURL(_ url: String) throws {
    var list = MailingList()
    list.unsubscribe = [url]
    #expect(try failure { _ = try list.fields() }.code == .invalidHeader)
  }

  @Test("one click takes an https URL, and a list a dotted name", arguments: ["one click", "id", "name", "control"])
  func badList(_ what: String) throws {
    var list = MailingList()
    switch what {
    case "one click":
      list.unsubscribe = ["mailto:a@x.example"]
      list.offersOneClickUnsubscribe = true
    case "id": list.id = "news"
    case "name": list.name = "News"
    default:
      list.id = "a.b"
      list.name = "x\r\nBcc: a@x.example"
    }
    #expect(try failure { _ = try list.fields() }.code == .invalidHeader)
  }

  @Test(
    "a calendar is a whole one, and its method a word",
    arguments: [
      "", "BEGIN:VEVENT\nEND:VEVENT", "BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\nMETHOD:a b\nEND:VCALENDAR",
      "BEGIN:VCALENDAR\nMETHOD:\nEND:VCALENDAR", "BEGIN:VCALENDAR\nMETHOD:x\"; a=b\nEND:VCALENDAR",
    ])
  func badCalendar(_ text: String) throws {
    #expect(try failure { _ = try CalendarText(text) }.code == .invalidCalendar)
  }

  @Test("the method is that of the calendar, not of something in it")
  func method() throws {
    #expect(try CalendarText("begin:vcalendar\r\nmethod:cancel\r\nend:vcalendar\r\n").method == "CANCEL")
    #expect(try CalendarText("BEGIN:VCALENDAR\nBEGIN:VTODO\nMETHOD:X\nEND:VTODO\nEND:VCALENDAR").method == nil)
  }

  @Test(
    "what could end a Content-ID early, or begin another field, is refused",
    arguments: ["", "<>", "a b", "a>b", "a<b", "a\r\nBcc: x", "a\"b", "a\\b", "ü", String(repeating: "a", count: 501)])
  func badContentID(_ text: String) throws {
    #expect(try failure { _ = try ContentID(text) }.code == .invalidContentID)
  }

  @Test("a Content-ID's URL is escaped where that is due")
  func contentIDURL() throws {
    #expect(try ContentID("<a%b/c?d@x.example>").url == "cid:a%25b%2Fc%3Fd@x.example")
    #expect(try ContentID("logo").description == "<logo>")
  }

  @Test("groups are written after the mailboxes, and their members are recipients")
  func groups() throws {
    var message = try fixedMessage()
    message.to = [try Mailbox("ada@x.example")]
    message.toGroups = [
      try MailboxGroup(name: "Köln", members: [try Mailbox("B <b@x.example>"), try Mailbox("c@x.example")]),
      try MailboxGroup(name: "a: b"),
    ]
    message.cc = []
    message.ccGroups = [.undisclosedRecipients]
    let text = String(decoding: try bytes(of: message).bytes, as: UTF8.self)
    #expect(
      text.contains("\r\nTo: ada@x.example, =?utf-8?b?S8O2bG4=?= : B <b@x.example>, c@x.example;,\r\n \"a: b\":;\r\n"))
    #expect(text.contains("\r\nCc: undisclosed-recipients:;\r\n"))
    #expect(message.envelopeRecipients.map(\.description).prefix(3) == ["ada@x.example", "b@x.example", "c@x.example"])
    let read = ParsedMessage(Array(text.utf8))
    #expect(read.header.groups(in: "To") == message.toGroups)
    #expect(try Message(read).toGroups == message.toGroups)
    #expect("\(message.toGroups[0])" == "Köln: B <b@x.example>, c@x.example;")
    #expect(try failure { _ = try MailboxGroup(name: "\r\n ") }.code == .invalidAddress)
  }
}
