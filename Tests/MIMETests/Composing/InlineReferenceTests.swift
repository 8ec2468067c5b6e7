import Testing

@testable import MIME

@Suite("Files that HTML names")
struct InlineReferenceTests {
  private static let urls = [
    "logo.png": "cid:1", "my logo.png": "cid:2", "Grüße.png": "cid:3", "a&b.png": "cid:4", "x.css": "cid:5",
  ]

  @Test(
    "references become the URL of the part",
    arguments: [
      (#"<img src="logo.png">"#, #"<img src="cid:1">"#), ("<IMG SRC='logo.png'>", "<IMG SRC='cid:1'>"),
      ("<img alt=x src=logo.png>", "<img alt=x src=cid:1>"),
      (#"<img src = "./logo.png" />"#, #"<img src = "cid:1" />"#),
      (#"<img src="my%20logo.png"><img src="my logo.png">"#, #"<img src="cid:2"><img src="cid:2">"#),
      (#"<img src="Gr%C3%BC%C3%9Fe.png">"#, #"<img src="cid:3">"#),
      (#"<img src="a&amp;b.png">"#, #"<img src="cid:4">"#),
      (#"<link href="x.css"><td background=logo.png>"#, #"<link href="cid:5"><td background=cid:1>"#),
      (#"<p style="background: url(logo.png)">"#, #"<p style="background: url(cid:1)">"#),
      (#"<p style="background: URL( 'logo.png' )">"#, #"<p style="background: URL( 'cid:1' )">"#),
      (#"<p style='a:url(&quot;logo.png&quot;)'>"#, #"<p style='a:url(&quot;cid:1&quot;)'>"#),
      ("<style>a{b:url(\"logo.png\")}</style>logo.png", "<style>a{b:url(\"cid:1\")}</style>logo.png"),
      (#"<img srcset="logo.png 1x, other.png 2x,logo.png">"#, #"<img srcset="cid:1 1x, other.png 2x,cid:1">"#),
      ("<!--[if mso]><v:fill src=\"logo.png\"/><![endif]-->", "<!--[if mso]><v:fill src=\"cid:1\"/><![endif]-->"),
    ])
  func replaced(_ html: String, _ expected: String) {
    #expect(InlineReferences.replace(in: html, by: Self.urls) == expected)
  }

  @Test(
    "all else stays as it is",
    arguments: [
      "logo.png", "src=\"logo.png\"", "<p title=\"logo.png\">src=logo.png</p>", #"<img src="other/logo.png">"#,
      #"<img src="https://x.example/logo.png">"#, #"<img src="cid:logo.png">"#, "<!-- <img src=\"logo.png\"> -->",
      #"<img src="logo.png.gif"><img src="LOGO.PNG">"#, "<", "<img src=", "<img src=\"", "<!--", "<style>url(",
      "<p style=url(>",
      "a < b", #"<p style="url(&quot;)">"#, "",
    ])
  func kept(_ html: String) {
    #expect(InlineReferences.replace(in: html, by: Self.urls) == html)
  }
}
