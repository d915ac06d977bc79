import Foundation
import Runs

/// Numbers as bytes, least significant first, bit for bit: what no column of a database does for a
/// NaN or for the sign of zero.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: Double) { append(value.bitPattern) }

  mutating func append(_ value: Float) { append(value.bitPattern) }

  mutating func append(_ value: Fingerprint) {
    append(value.high)
    append(value.low)
  }

  /// Bytes behind their number.
  mutating func append(list: [UInt8]) {
    append(UInt32(list.count))
    bytes += list
  }

  mutating func append(text: String) { append(list: Array(text.utf8)) }
}

/// Takes apart what `ByteWriter` put together; of bytes that are nothing of the kind it gives nil.
struct ByteReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
    let size = MemoryLayout<Value>.size
    guard bytes.count - place >= size else { return nil }
    defer { place += size }
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Value.self))
    }
  }

  mutating func double() -> Double? { integer(UInt64.self).map { Double(bitPattern: $0) } }

  mutating func float() -> Float? { integer(UInt32.self).map { Float(bitPattern: $0) } }

  mutating func fingerprint() -> Fingerprint? {
    guard let high = integer(UInt64.self), let low = integer(UInt64.self) else { return nil }
    return Fingerprint(high: high, low: low)
  }

  mutating func list() -> ArraySlice<UInt8>? {
    guard let count = integer(UInt32.self), bytes.count - place >= Int(count) else { return nil }
    defer { place += Int(count) }
    return bytes[place..<place + Int(count)]
  }

  mutating func text() -> String? { list().flatMap { String(validating: $0, as: UTF8.self) } }
}

/// Tells damaged bytes: each step maps the state one to one for a given word, and the word one to
/// one for a given state, so that a change within one word of 64 bits is always found, and any other
/// missed once in 2^64.
struct Checksum {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func combine(_ word: UInt64) {
    value = (value ^ word) &* 0xff51_afd7_ed55_8ccd
    value ^= value >> 32
  }

  /// - Complexity: O(bytes).
  mutating func combine(_ bytes: [UInt8]) { bytes.withUnsafeBytes { combine($0) } }

  /// - Complexity: O(bytes).
  mutating func combine(_ raw: UnsafeRawBufferPointer) {
    combine(UInt64(raw.count))
    var place = 0
    while raw.count - place >= 8 {
      combine(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      place += 8
    }
    var last: UInt64 = 0
    for index in place..<raw.count { last |= UInt64(raw[index]) << UInt64(8 * (index - place)) }
    combine(last)
  }

  static func of(_ bytes: [UInt8]) -> UInt64 {
    var checksum = Checksum()
    checksum.combine(bytes)
    return checksum.value
  }
}
