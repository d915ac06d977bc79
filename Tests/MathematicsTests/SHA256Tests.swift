import Testing

import Mathematics

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-2, appendix B.
  @Test func standardExamples() {
    func digest(_ text: String) -> [UInt32] {
      var hash = SHA256()
      hash.update(Array(text.utf8))
      return hash.finish()
    }
    #expect(
      digest("abc") == [
        0xba78_16bf, 0x8f01_cfea, 0x4141_40de, 0x5dae_2223, 0xb003_61a3, 0x9617_7a9c, 0xb410_ff61,
        0xf200_15ad,
      ])
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == [
        0x248d_6a61, 0xd206_38b8, 0xe5c0_2693, 0x0c3e_6039, 0xa33c_e459, 0x64ff_2167, 0xf6ec_edd4,
        0x19db_06c1,
      ])
  }

  /// The processor's instructions and the formulas of the standard, for every length up to five
  /// blocks, in one piece and in pieces.
  @Test func instructionsAndFormulasAgree() {
    let bytes = (0..<320).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
    for length in 0...320 {
      var fast = SHA256()
      var plain = SHA256(plainly: true)
      fast.update(Array(bytes.prefix(length)))
      for piece in stride(from: 0, to: length, by: 7) {
        plain.update(Array(bytes[piece..<min(piece + 7, length)]))
      }
      #expect(fast.finish() == plain.finish(), "\(length)")
    }
  }
}
