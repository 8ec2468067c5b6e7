import Mustache

/// The templates of the page, in the program itself, so that it needs no file beside it.
enum PageTemplates {
  static let sources: [(name: String, text: [UInt8])] = [
    ("page", PackageResources.page_mustache),
    ("style", PackageResources.style_mustache),
    ("symbols", PackageResources.symbols_mustache),
    ("chart", PackageResources.chart_mustache),
    ("table", PackageResources.table_mustache),
    ("finding", PackageResources.finding_mustache),
    ("bytes", PackageResources.bytes_mustache),
  ]

  static func library() throws -> MustacheLibrary {
    var library = MustacheLibrary()
    for source in sources { try library.register(String(decoding: source.text, as: UTF8.self), named: source.name) }
    return library
  }
}
