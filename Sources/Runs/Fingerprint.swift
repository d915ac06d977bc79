import Mathematics

/// 128 bits that identify content: the first half of its SHA-256.
public struct Fingerprint: Hashable, Sendable {
  public let high: UInt64
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// 16 bytes, most significant first.
  public var bytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) }
      + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
  }

  /// - Parameter bytes: 16 bytes, most significant first; nil for any other number of bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The same from bytes as they lie in memory.
  public init?(raw bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }
}

extension Fingerprint: Comparable {
  public static func < (left: Fingerprint, right: Fingerprint) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension Fingerprint: CustomStringConvertible {
  /// 32 hexadecimal digits.
  public var description: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// What identifies a run: everything that decides its bits, and nothing else.
public typealias RunID = Fingerprint

/// What identifies a set-up: learner, data, training and arithmetic.
public typealias SetupID = Fingerprint

/// Builds a fingerprint from named parts, so that no two different sequences of parts run together.
public struct FingerprintBuilder: Sendable {
  private var hash = SHA256()

  /// - Parameter kind: what is being identified; part of the fingerprint.
  public init(_ kind: String) { combine(kind) }

  public mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      combine(UInt64(bytes.count))
      hash.update(UnsafeRawBufferPointer(bytes))
    }
  }

  public mutating func combine(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { hash.update($0) }
  }

  public mutating func combine(_ value: Int) { combine(UInt64(bitPattern: Int64(value))) }

  /// Negative zero counts as zero.
  public mutating func combine(_ value: Double) { combine((value == 0 ? 0 : value).bitPattern) }

  public mutating func combine(_ fingerprint: Fingerprint) {
    combine(fingerprint.high)
    combine(fingerprint.low)
  }

  public mutating func combine(_ values: [Float]) {
    combine(values.count)
    values.withUnsafeBytes { hash.update($0) }
  }

  public mutating func combine(_ values: [UInt16]) {
    combine(values.count)
    values.withUnsafeBytes { hash.update($0) }
  }

  public mutating func combine(_ values: [UInt8]) {
    combine(values.count)
    hash.update(values)
  }

  public func finish() -> Fingerprint {
    let words = hash.digest
    return Fingerprint(
      high: UInt64(words.0) << 32 | UInt64(words.1),
      low: UInt64(words.2) << 32 | UInt64(words.3))
  }
}
