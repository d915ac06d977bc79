import Runs

/// What makes a folder tiltmeter's: a small file that no other program leaves, written before
/// anything else.
///
/// It says which set-up the folder belongs to, and what its copies of data files must hold. Any
/// process that makes the same folder writes the same bytes.
public struct FolderMark: Hashable, Sendable {
  /// Which settings and data the folder was made for.
  public let identity: Fingerprint
  /// The content of every data file in the folder, by its name there.
  public let data: [String: Fingerprint]

  static let fileName = "tiltmeter-folder"
  private static let form = 1
  private static let head = "tiltmeter folder, form "
  private static let remark = "This folder is tiltmeter's, and what is in it may be replaced."

  public init(identity: Fingerprint, data: [String: Fingerprint]) {
    self.identity = identity
    self.data = data
  }

  package enum Fault: Error, Hashable {
    /// Another program's file.
    case foreign
    case damaged
    case otherForm(Int)
  }

  package var text: String {
    var text = "\(Self.head)\(Self.form)\n\(Self.remark)\nidentity \(identity)\n"
    for (name, content) in data.sorted(by: { $0.key < $1.key }) { text += "\(name) \(content)\n" }
    return Checked.sealed(text)
  }

  /// - Throws: `Fault`.
  package init(reading bytes: [UInt8]) throws {
    guard bytes.starts(with: Self.head.utf8) else { throw Fault.foreign }
    guard let text = Checked.opened(bytes) else { throw Fault.damaged }
    let lines = text.split(separator: "\n")
    guard lines.count >= 3, let form = Int(lines[0].dropFirst(Self.head.count)) else {
      throw Fault.damaged
    }
    guard form == Self.form else { throw Fault.otherForm(form) }
    var entries: [String: Fingerprint] = [:]
    for line in lines[2...] {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let value = Fingerprint(hexadecimal: parts[1]) else {
        throw Fault.damaged
      }
      entries[String(parts[0])] = value
    }
    guard let identity = entries.removeValue(forKey: "identity") else { throw Fault.damaged }
    self.init(identity: identity, data: entries)
  }
}

/// Texts whose last line is a checksum over all the lines before.
enum Checked {
  private static let head = "# checksum "

  static func sealed(_ text: String) -> String {
    text + head + hexadecimal(Checksum.of(Array(text.utf8))) + "\n"
  }

  /// - Returns: the text without its last line; nil where that does not hold.
  static func opened(_ bytes: [UInt8]) -> String? {
    let line = head.utf8.count + 17
    guard bytes.count >= line else { return nil }
    let text = Array(bytes.dropLast(line))
    guard text.last == UInt8(ascii: "\n"),
      bytes.suffix(line).elementsEqual((head + hexadecimal(Checksum.of(text)) + "\n").utf8)
    else { return nil }
    return String(validating: text, as: UTF8.self)
  }

  /// Whether a text has such a last line, whole or not.
  static func isSealed(_ bytes: [UInt8]) -> Bool {
    bytes.suffix(head.utf8.count + 17).starts(with: head.utf8)
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Fingerprint {
  /// - Returns: nil for anything but 32 hexadecimal digits.
  init?(hexadecimal text: some StringProtocol) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}
