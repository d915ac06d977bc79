/// How deep settings may be nested: the YAML reader calls itself for every level, and a few hundred
/// thousand brackets would end the program without a word.
enum YAMLNesting {
  /// More levels than this are refused, as are lines that begin farther to the right.
  static let deepest = 200
  /// More values than this are refused.
  static let mostValues = 100_000

  /// Looks at brackets and at how lines begin, not at meaning: quoted brackets count too, which no
  /// settings of ours come near to.
  ///
  /// - Throws: `DocumentError` where the text may be nested too deeply.
  /// - Complexity: O(bytes).
  static func check(_ text: String, file: String) throws {
    var depth = 0
    var line = 1
    var column = 0
    var isLeading = true
    for byte in text.utf8 {
      column += 1
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        column = 0
        isLeading = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        isLeading = false
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth = max(0, depth - 1)
        isLeading = false
      case 0x20, 0x09, 0x0d, UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): break
      default: isLeading = false
      }
      if depth > deepest || (isLeading && column > deepest) {
        throw DocumentError([
          Diagnostic(
            SourcePosition(file: file, line: line, column: column),
            "the settings are nested more than \(deepest) deep",
            remedy: "settings need three levels; check the brackets and the indentation")
        ])
      }
    }
  }
}
