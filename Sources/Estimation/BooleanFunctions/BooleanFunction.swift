import Foundation

/// A function from n bits to one, n from 1 to 7, as its table of values.
///
/// Input x is the row of bits of the number x, the most significant first.
public struct BooleanFunction: Hashable, Sendable {
  /// n.
  public let bits: Int
  /// Values at inputs 0 ... 63, the value at input x in bit x.
  public private(set) var low: UInt64 = 0
  /// Values at inputs 64 ... 127.
  public private(set) var high: UInt64 = 0

  /// The function that is 0 everywhere.
  public init(bits: Int) {
    precondition((1...7).contains(bits), "tables of 1 to 7 bits fit")
    self.bits = bits
  }

  /// - Parameters:
  ///   - low: values at inputs 0 ... 63; beyond 2^n they are left out.
  ///   - high: values at inputs 64 ... 127.
  public init(bits: Int, low: UInt64, high: UInt64) {
    self.init(bits: bits)
    self.low = bits < 6 ? low & (1 << UInt64(inputs) - 1) : low
    self.high = bits < 7 ? 0 : high
  }

  /// - Parameter value: at each input.
  public init(bits: Int, _ value: (Int) -> Bool) {
    self.init(bits: bits)
    for x in 0..<inputs { self[x] = value(x) }
  }

  /// 2^n.
  public var inputs: Int { 1 << bits }

  public subscript(input: Int) -> Bool {
    get { (input < 64 ? low >> UInt64(input) : high >> UInt64(input - 64)) & 1 == 1 }
    set {
      let bit: UInt64 = 1 << UInt64(input & 63)
      if input < 64 { low = newValue ? low | bit : low & ~bit } else {
        high = newValue ? high | bit : high & ~bit
      }
    }
  }

  /// Inputs at which it is 1: T.
  public var ones: Int { low.nonzeroBitCount + high.nonzeroBitCount }

  /// The values at inputs 0, 1, 2, ...
  public var values: [Bool] { (0..<inputs).map { self[$0] } }

  /// The entropy of the share of ones, in bits.
  public var entropy: Double {
    let p = Double(ones) / Double(inputs)
    return p == 0 || p == 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p)
  }
}

extension BooleanFunction: Comparable {
  /// By value at the last input, then the one before it, ...
  public static func < (left: Self, right: Self) -> Bool {
    (left.bits, left.high, left.low) < (right.bits, right.high, right.low)
  }
}

extension BooleanFunction: CustomStringConvertible {
  /// Hexadecimal digits, the values at inputs 0 to 3 first.
  public var description: String {
    if bits < 2 { return values.map { $0 ? "1" : "0" }.joined() }
    return stride(from: 0, to: inputs, by: 4).map { x in
      String((x..<x + 4).reduce(0) { 2 * $0 + (self[$1] ? 1 : 0) }, radix: 16)
    }.joined()
  }
}
