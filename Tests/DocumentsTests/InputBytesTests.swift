import Documents
import Foundation
import Testing

/// Whatever can be read is read, and what cannot is said to be so in the system's words.
@Suite struct InputBytesTests {
  @Test func filesOfAnySize() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    for count in [0, 1, 4096, 1 << 20, (1 << 20) + 1, 3_000_001] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(try InputBytes.read(path: path) == bytes)
      var pieces: [UInt8] = []
      try InputBytes.forEachChunk(path: path, size: 1000) { piece, expected in
        #expect(expected == count && piece.count <= 1000)
        pieces.append(contentsOf: piece)
      }
      #expect(pieces == bytes)
    }
  }

  /// Of a FIFO the system knows no size, and its pieces are small.
  @Test func aFIFO() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
    let writer = Thread {
      try? Data(bytes).write(to: URL(fileURLWithPath: path), options: [])
    }
    writer.start()
    #expect(try InputBytes.read(path: path) == bytes)
  }

  /// A descriptor under `/dev/fd` is what `<(...)` gives.
  @Test func aPipeByItsDescriptor() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let text = Array("strength,policy\n0,A\n".utf8)
    #expect(text.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == text.count)
    close(ends[1])
    #expect(try InputBytes.read(path: "/dev/fd/\(ends[0])") == text)
    close(ends[0])
  }

  @Test func whatCannotBeReadIsNamedWithItsReason() {
    #expect(throws: UnreadableInputError("/nowhere/at/all", code: ENOENT)) {
      try InputBytes.read(path: "/nowhere/at/all")
    }
    #expect(throws: UnreadableInputError("/tmp", code: EISDIR)) {
      try InputBytes.read(path: "/tmp")
    }
    #expect(
      UnreadableInputError("runs.csv", code: ENOENT).description
        == "runs.csv cannot be read: No such file or directory; check the name")
    #expect(
      UnreadableInputError("-", code: EBADF).description.hasPrefix(
        "standard input cannot be read: Bad file descriptor; "))
    #expect(UnreadableInputError("x", code: EMFILE).isMachineFault)
    #expect(!UnreadableInputError("x", code: ENOENT).isMachineFault)
  }
}
