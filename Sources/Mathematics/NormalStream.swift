/// Standard normal draws, each at its own address.
public struct NormalStream: Sendable {
  public let seed: UInt64
  public let purpose: UInt32

  public init(seed: UInt64, purpose: UInt32) {
    self.seed = seed
    self.purpose = purpose
  }

  /// Writes draws `start ..< start + buffer.count`.
  public func fill(_ buffer: UnsafeMutableBufferPointer<Float>, from start: Int) {
    for i in 0..<buffer.count { buffer[i] = Float(start + i) }
  }
}
