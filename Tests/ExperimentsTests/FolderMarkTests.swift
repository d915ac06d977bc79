import Runs
import Testing

import Experiments

/// The small file that makes a folder tiltmeter's.
@Suite struct FolderMarkTests {
  private static let mark = FolderMark(
    identity: Fingerprint(high: 1, low: .max),
    data: ["data/train.csv": Fingerprint(high: 2, low: 3), "data/b.csv": Fingerprint(high: 0, low: 0)])

  @Test func readsBackAsItself() throws {
    #expect(try FolderMark(reading: Array(Self.mark.text.utf8)) == Self.mark)
    let bare = FolderMark(identity: Fingerprint(high: 9, low: 9), data: [:])
    #expect(try FolderMark(reading: Array(bare.text.utf8)) == bare)
  }

  /// A bit more or less in it is no mark, or a damaged one; never another mark.
  @Test func everyBitCounts() {
    let bytes = Array(Self.mark.text.utf8)
    for bit in 0..<8 * bytes.count {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: FolderMark.Fault.self) { try FolderMark(reading: changed) }
    }
    for count in 0..<bytes.count {
      #expect(throws: FolderMark.Fault.self) { try FolderMark(reading: Array(bytes[..<count])) }
    }
  }

  @Test func anotherProgramsFile() {
    #expect(throws: FolderMark.Fault.foreign) {
      try FolderMark(reading: Array("tilt\n".utf8))
    }
  }
}
