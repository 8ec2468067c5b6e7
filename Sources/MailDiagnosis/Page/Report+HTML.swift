import Mustache

extension Report {
  /// The report as one page of HTML, complete in itself: it loads nothing and runs no script.
  ///
  /// It says what the text and the JSON say, in full for reports of a usual size; of longer tables, dumps and lists it
  /// shows the part that matters most and says how much is left out.
  ///
  /// - Throws: nothing in practice; Mustache's error for a template that it cannot read.
  public func html() throws -> String {
    try PageTemplates.library().render(PageModel(self), withTemplate: "page") ?? ""
  }
}
