import Runs
import Testing

@Suite struct FingerprintTests {
  /// The first 128 bits of SHA-256 over eight zero bytes, the count as 64 little-endian bits, and
  /// bytes (7i + 3) mod 256, with counts around the ends of blocks: made with hashlib of Python
  /// 3.11, November 2026.
  @Test(arguments: [
    (0, "374708fff7719dd5979ec875d56cd228"), (1, "dca26aef1ab56c4f66a7a2cc29096d17"),
    (39, "e235459ede245823d42f3a74e2188b5f"), (40, "1e2197f2b71f6616f807b0e54078231e"),
    (47, "66e7c8dcbb700fae80ccc2c971c04ba5"), (48, "49cfe0c648eb7045f88bd028fa7914cb"),
    (55, "c7d1305fff939c448d6b30a8f631917e"), (56, "1eef38df953132370054ec2aaa68d662"),
    (63, "630c488476777c6b722e5e7528aa51dd"), (64, "ca7bc3d07e4ff5410ba94cf2dccc9d0f"),
    (65, "c7eea496736b092cb6f28facbf6d9ae1"), (111, "ef4b9f3db2e405a94e0f1f3b6e3b30a0"),
    (112, "f5d0f52bc1ff68478360b6a611afcb26"), (119, "6409bbc8d3883d241eb4bff184a261c8"),
    (120, "0d37356c851a362397073ba2d129a5bb"), (128, "27f17aed67eacf5e37e33e9416703b0f"),
    (1000, "ccb11965574c8bf993a18e0fcc3c6b97"),
  ])
  func hashesAreSHA256(_ count: Int, _ expected: String) {
    var builder = FingerprintBuilder("")
    builder.combine((0..<count).map { UInt8(truncatingIfNeeded: 7 * $0 + 3) })
    #expect(builder.finish().description == expected)
  }

  /// The same over a million letters a, as in the long example of FIPS 180.
  @Test func hashesAMillionBytes() {
    var builder = FingerprintBuilder("")
    builder.combine([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
    #expect(builder.finish().description == "f064809d7f216a752b047432a75f70fa")
  }

  @Test func partsDoNotRunTogether() {
    func print(_ parts: [String]) -> Fingerprint {
      var builder = FingerprintBuilder("test")
      for part in parts { builder.combine(part) }
      return builder.finish()
    }
    let prints = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"]].map(print)
    #expect(Set(prints).count == prints.count)
    var one = FingerprintBuilder("test")
    one.combine([1, 2] as [Float])
    one.combine([3] as [Float])
    var two = FingerprintBuilder("test")
    two.combine([1] as [Float])
    two.combine([2, 3] as [Float])
    #expect(one.finish() != two.finish())
  }

  @Test func negativeZeroCountsAsZero() {
    var one = FingerprintBuilder("test")
    one.combine(0.0)
    var two = FingerprintBuilder("test")
    two.combine(-0.0)
    #expect(one.finish() == two.finish())
  }

  @Test func bytesComeBack() {
    let print = Fingerprint(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210)
    #expect(print.description == "0123456789abcdeffedcba9876543210")
    #expect(Fingerprint(bytes: print.bytes) == print)
    #expect(Fingerprint(bytes: print.bytes.dropLast()) == nil)
    #expect(Fingerprint(high: 1, low: 0) > Fingerprint(high: 0, low: .max))
  }
}
