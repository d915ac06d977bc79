import CKernels

/// The secure hash of FIPS 180-4 with 256 bits, for content addresses.
package struct SHA256: Sendable {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
  )
  /// Bytes that do not fill a block yet, in place: a hash is copied and finished millions of times.
  private var pending: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0, 0, 0, 0, 0, 0, 0, 0
  )
  private var pendingCount = 0
  private var length: UInt64 = 0

  /// Whether blocks are taken by the processor's own instructions.
  private let usesInstructions: Bool

  package init() { usesInstructions = Self.hasInstructions }

  /// - Parameter plainly: whether blocks are taken by the formulas of the standard, which is the
  ///   reference for the processor's instructions.
  package init(plainly: Bool) { usesInstructions = !plainly && Self.hasInstructions }

  private static let hasInstructions = tiltmeter_has_sha256() != 0

  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// - Complexity: O(bytes).
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var place = 0
    if pendingCount > 0 {
      place = min(64 - pendingCount, bytes.count)
      append(bytes, 0..<place)
      guard pendingCount == 64 else { return }
      compressPending()
    }
    while bytes.count - place >= 64 {
      compress(UnsafeRawBufferPointer(rebasing: bytes[place..<place + 64]))
      place += 64
    }
    append(bytes, place..<bytes.count)
  }

  /// The eight words of the digest, most significant first.
  package func finish() -> [UInt32] {
    let s = digest
    return [s.0, s.1, s.2, s.3, s.4, s.5, s.6, s.7]
  }

  /// The same as a tuple.
  package var digest: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) {
    var copy = self
    let bits = (length &* 8).bigEndian
    copy.pad(from: pendingCount)
    if pendingCount >= 56 {
      copy.compressPending()
      copy.pad(from: -1)
    }
    copy.pending.7 = bits
    copy.compressPending()
    return copy.state
  }

  /// Puts a bit behind the bytes, and zeros behind it.
  ///
  /// - Parameter count: bytes that stay; -1 for none and no bit.
  private mutating func pad(from count: Int) {
    withUnsafeMutableBytes(of: &pending) { bytes in
      if count >= 0 { bytes[count] = 0x80 }
      for place in count + 1..<64 { bytes[place] = 0 }
    }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    if range.isEmpty { return }
    let start = pendingCount
    withUnsafeMutableBytes(of: &pending) { buffer in
      UnsafeMutableRawBufferPointer(rebasing: buffer[start..<start + range.count])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
    pendingCount += range.count
  }

  private mutating func compressPending() {
    let block = pending
    withUnsafeBytes(of: block) { compress($0) }
    pendingCount = 0
  }

  /// - Parameter base: 64 bytes.
  private mutating func compress(_ base: UnsafeRawBufferPointer) {
    if usesInstructions {
      withUnsafeMutableBytes(of: &state) { words in
        tiltmeter_sha256(
          words.baseAddress?.assumingMemoryBound(to: UInt32.self),
          base.baseAddress?.assumingMemoryBound(to: UInt8.self))
      }
      return
    }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      for i in 0..<16 {
        w[i] = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self))
      }
      for i in 16..<64 {
        let s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3)
        let s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10)
        w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
      }
      var (a, b, c, d, e, f, g, h) = state
      let constants = Self.constants
      for i in 0..<64 {
        let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[i] &+ w[i]
        let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
      }
      state = (
        state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d,
        state.4 &+ e, state.5 &+ f, state.6 &+ g, state.7 &+ h
      )
    }
  }

  private func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

  private static let constants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]
}
