/// One member of a list of addresses, as places in its text.
struct AddressMember {
  var range: Range<Int>
  /// What stands in angle brackets, without these.
  var angle: Range<Int>?
  /// The content of the last comment.
  var comment: Range<Int>?
  /// A bracket, a quote or a comment is not closed, so that it is not clear what belongs to it.
  var isUnclosed = false
  /// Something other than a comment follows the angle brackets.
  var hasTail = false
}
