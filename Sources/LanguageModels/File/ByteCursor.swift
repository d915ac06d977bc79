/// Reads little-endian values one after the other and never beyond the end.
struct ByteCursor {
  let bytes: UnsafeRawBufferPointer
  /// The file's name, for errors.
  let name: String
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    self.name = name
  }

  var rest: Int { bytes.count - offset }

  func fault(_ problem: String, remedy: String? = nil) -> ModelError {
    ModelError(.invalid, in: name, problem, remedy: remedy)
  }

  /// - Throws: where fewer bytes are left than `count`.
  mutating func skip(_ count: Int, reading what: String) throws {
    guard count <= rest else {
      throw fault(
        "ends at byte \(bytes.count) within \(what) at byte \(offset), which takes \(count) bytes",
        remedy: "the file is truncated or damaged: fetch it again")
    }
    offset += count
  }

  mutating func value<Value: FixedWidthInteger>(
    _ type: Value.Type, reading what: String
  ) throws -> Value {
    let start = offset
    try skip(MemoryLayout<Value>.size, reading: what)
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Value.self))
  }

  /// A count of things that take at least `least` bytes each: more than fit are refused before
  /// anything is made for them.
  mutating func count(of what: String, atLeast least: Int) throws -> Int {
    let start = offset
    let stated = try value(UInt64.self, reading: "the number of \(what)")
    guard stated <= UInt64(rest / least) else {
      throw fault(
        "states \(stated) \(what) at byte \(start), but only \(rest) bytes follow",
        remedy: "the file is truncated or damaged: fetch it again")
    }
    return Int(stated)
  }

  /// Where the bytes of a string lie: its length, then so many bytes.
  mutating func stringRange(reading what: String) throws -> Range<Int> {
    let length = try count(of: "bytes of \(what)", atLeast: 1)
    let start = offset
    try skip(length, reading: what)
    return start..<offset
  }

  mutating func string(reading what: String) throws -> String {
    let range = try stringRange(reading: what)
    guard let text = String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    else { throw fault("\(what) at byte \(range.lowerBound) is not UTF-8") }
    return text
  }
}
