/// A part of a handshake message, counted in the bytes of the messages alone.
struct HelloField: Hashable {
  var range: Range<Int>
  var name: String
  var value: String
  var isDecisive = false
}
