extension Charset {
  /// The charset that mail means by `label`, in any case; nil if it is not known.
  ///
  /// Where a label is used for a larger charset too, as GB2312 is for GB18030, the larger one is taken: the text reads the same,
  /// and more of it.
  init?(label: some StringProtocol) {
    let name = label.asciiLowercased.trimmingBlanks
    if let known = Self.byLabel[name] {
      self = known
    } else if let page = Self.numbered(name) {
      self = page
    } else {
      return nil
    }
  }

  private static let byLabel: [String: Charset] = [
    "us-ascii": .ascii, "ascii": .ascii, "ansi_x3.4-1968": .ascii, "iso646-us": .ascii, "us": .ascii, "cp367": .ascii,
    "utf-8": .utf8, "utf8": .utf8, "unicode-1-1-utf-8": .utf8, "cp65001": .utf8, "utf-8-mac": .utf8,
    "iso-8859-1": .latin1, "iso8859-1": .latin1, "iso_8859-1": .latin1, "latin1": .latin1, "latin-1": .latin1,
    "l1": .latin1, "8859-1": .latin1,
    "windows-1252": .windows1252, "cp1252": .windows1252, "cp-1252": .windows1252, "x-cp1252": .windows1252,
    "ansi": .windows1252, "x-ansi": .windows1252,
    "utf-16": .utf16(isBigEndian: nil), "utf16": .utf16(isBigEndian: nil), "ucs-2": .utf16(isBigEndian: nil),
    "iso-10646-ucs-2": .utf16(isBigEndian: nil), "unicode": .utf16(isBigEndian: nil),
    "utf-16be": .utf16(isBigEndian: true), "utf-16le": .utf16(isBigEndian: false),
    "utf-32": .utf32(isBigEndian: nil), "utf32": .utf32(isBigEndian: nil), "ucs-4": .utf32(isBigEndian: nil),
    "utf-32be": .utf32(isBigEndian: true), "utf-32le": .utf32(isBigEndian: false),
    "utf-7": .system(["UTF-7"]), "utf7": .system(["UTF-7"]), "unicode-1-1-utf-7": .system(["UTF-7"]),
    "koi8-r": .system(["KOI8-R"]), "koi8r": .system(["KOI8-R"]), "koi8": .system(["KOI8-R"]),
    "koi8-u": .system(["KOI8-U"]), "koi8-ru": .system(["KOI8-U"]),
    "iso-2022-jp": japaneseMail, "iso-2022-jp-1": japaneseMail, "iso-2022-jp-2": .system(["ISO-2022-JP-2"]),
    "iso-2022-jp-3": .system(["ISO-2022-JP-3"]), "csiso2022jp": japaneseMail, "cp50220": japaneseMail,
    "cp50221": japaneseMail,
    "shift_jis": shiftJIS, "shift-jis": shiftJIS, "sjis": shiftJIS, "x-sjis": shiftJIS, "ms_kanji": shiftJIS,
    "cp932": shiftJIS, "windows-31j": shiftJIS, "windows-932": shiftJIS, "csshiftjis": shiftJIS,
    "euc-jp": japaneseUnix, "eucjp": japaneseUnix, "x-euc-jp": japaneseUnix, "x-euc": japaneseUnix,
    "iso-2022-kr": .system(["ISO-2022-KR"]), "iso-2022-cn": .system(["ISO-2022-CN"]),
    "euc-kr": korean, "euckr": korean, "ks_c_5601-1987": korean, "ks_c_5601": korean, "ksc5601": korean,
    "ksc_5601": korean, "korean": korean, "cp949": korean, "uhc": korean, "windows-949": korean,
    "gb2312": chinese, "gb_2312-80": chinese, "x-gbk": chinese, "gbk": chinese, "gb18030": chinese, "cp936": chinese,
    "windows-936": chinese, "euc-cn": chinese, "chinese": chinese, "gb-2312": chinese,
    "big5": big5, "big-5": big5, "x-big5": big5, "cn-big5": big5, "csbig5": big5, "cp950": big5, "windows-950": big5,
    "big5-hkscs": .system(["BIG5-HKSCS"]),
    "tis-620": .system(["CP874", "windows-874"]), "windows-874": .system(["CP874", "windows-874"]),
    "cp874": .system(["CP874", "windows-874"]),
    "macintosh": .system(["MACINTOSH"]), "mac": .system(["MACINTOSH"]), "x-mac-roman": .system(["MACINTOSH"]),
  ]

  private static let japaneseMail = Charset.system(["ISO-2022-JP-3", "ISO-2022-JP"])
  private static let japaneseUnix = Charset.system(["EUC-JP-MS", "EUC-JP"])
  private static let shiftJIS = Charset.system(["CP932", "SHIFT_JIS"])
  private static let korean = Charset.system(["CP949", "EUC-KR"])
  private static let chinese = Charset.system(["GB18030", "GBK"])
  private static let big5 = Charset.system(["CP950", "BIG5"])

  /// The families of which mail uses nearly all members, under many spellings: ISO 8859, Windows and IBM code pages.
  private static func numbered(_ name: String) -> Charset? {
    for prefix in ["iso-8859-", "iso8859-", "iso_8859-", "8859-"] where name.hasPrefix(prefix) {
      // "-i" and "-e" say in which direction a text is stored, not in which charset (RFC 1556).
      let number = name.dropFirst(prefix.count).prefix { $0 != "-" && $0 != ":" }
      guard let part = Int(number), (2...16).contains(part), part != 12 else { return nil }
      // Turkish Windows programs call their code page by the name of the ISO charset.
      return .system(part == 9 ? ["CP1254", "ISO-8859-9"] : ["ISO-8859-\(part)"])
    }
    for prefix in ["windows-", "cp-", "cp", "x-cp", "ibm-", "ibm"] where name.hasPrefix(prefix) {
      guard let page = Int(name.dropFirst(prefix.count)) else { continue }
      let pages: Set = [437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869]
      if (1250...1258).contains(page) { return .system(["CP\(page)", "windows-\(page)"]) }
      if pages.contains(page) { return .system(["CP\(page)", "IBM\(page)"]) }
    }
    return nil
  }
}
