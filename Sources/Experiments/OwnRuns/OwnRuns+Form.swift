import Documents

extension OwnRuns {
  /// Says once that a file is no table of runs, instead of a fault in every line.
  ///
  /// - Complexity: O(bytes of the first two lines).
  static func checkForm(_ bytes: [UInt8], file: String) throws(DocumentError) {
    guard let form = DelimitedText.foreignForm(bytes) else { return }
    let problem: (what: String, remedy: String)
    switch form {
    case .tabs, .semicolons:
      problem = (
        "this is no comma-separated table: \(form.rawValue)",
        "save it with commas between the columns, and points in numbers"
      )
    case .json:
      guard let what = jsonForm(bytes) else { return }
      problem = (what, #"write one object a line, as in {"strength": 0, "policy": "a"}"#)
    }
    throw DocumentError([
      Diagnostic(
        SourcePosition(file: file, line: 1, column: 1), problem.what, remedy: problem.remedy)
    ])
  }

  /// What JSON is that is no object a line; nil where it may be one.
  private static func jsonForm(_ bytes: [UInt8]) -> String? {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
    let content = bytes.drop { isSpace($0) || $0 == 0x0a || $0 > 0x7f }
    if content.first == UInt8(ascii: "[") { return "this is a JSON array" }
    let line = content.prefix { $0 != 0x0a }
    if line.last(where: { !isSpace($0) }) == UInt8(ascii: "}") { return nil }
    let next = content.dropFirst(line.count).drop { isSpace($0) || $0 == 0x0a }
    return next.isEmpty || next.first == UInt8(ascii: "{")
      ? nil : "a JSON object goes over several lines here"
  }
}
