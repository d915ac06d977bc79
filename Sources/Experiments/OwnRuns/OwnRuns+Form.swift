import Documents

extension OwnRuns {
  /// Says once that a file is no table of runs, instead of a fault in every line.
  ///
  /// - Complexity: O(bytes of the first two lines).
  static func checkForm(_ bytes: [UInt8], file: String) throws(DocumentError) {
    let problem: (what: String, remedy: String)
    if let packed = packedForm(bytes) { throw refusal(file, packed.what, packed.remedy) }
    guard let form = DelimitedText.foreignForm(bytes) else { return }
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
    throw refusal(file, problem.what, problem.remedy)
  }

  private static func refusal(_ file: String, _ what: String, _ remedy: String) -> DocumentError {
    DocumentError([
      Diagnostic(SourcePosition(file: file, line: 1, column: 1), what, remedy: remedy)
    ])
  }

  /// Files that hold a table in a form that is no text, and text whose lines nobody ends so today.
  private static func packedForm(_ bytes: [UInt8]) -> (what: String, remedy: String)? {
    if bytes.starts(with: [0x1f, 0x8b]) {
      return ("this is packed by gzip", "unpack it on the way: zcat FILE | tiltmeter estimate -")
    }
    if bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      return (
        "this is a spreadsheet or another zip file", "save the table as comma-separated values"
      )
    }
    if let end = bytes.firstIndex(of: 0x0d), end + 1 < bytes.count, !bytes.contains(0x0a) {
      return ("its lines end with a carriage return alone", "save it with line feeds")
    }
    return nil
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
