import Documents
import Testing

struct PlainRowsTests {
  /// All cells, or nil where the rows are not plain.
  private func cells(_ text: String, columns: Int) -> [[String]]? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { bytes in
      var rows: [[String]] = []
      let isPlain = PlainRows.forEach(bytes, from: 0, columns: columns) { cells in
        rows.append(
          (0..<columns).map {
            String(decoding: bytes[cells[$0].start..<cells[$0].end], as: UTF8.self)
          })
        return true
      }
      return isPlain ? rows : nil
    }
  }

  @Test func cellsWithoutBlanksAndLineEnds() {
    #expect(cells("a, b\t\r\n,\n c ,d", columns: 2) == [["a", "b"], ["", ""], ["c", "d"]])
    #expect(cells("a\nb\n\n \n", columns: 1) == [["a"], ["b"]])
    #expect(cells("", columns: 3) == [])
  }

  @Test func anythingElseIsForTheFullReader() {
    #expect(cells("a,b\nc\n", columns: 2) == nil)
    #expect(cells("a,b,c\n", columns: 2) == nil)
    #expect(cells("a,\"b\"\n", columns: 2) == nil)
    #expect(cells("a,b\n\nc,d\n", columns: 2) == nil)
  }

  @Test func hashesThatStandThereTwice() {
    func hashes(_ count: Int) -> [UInt64] {
      (0..<UInt64(count)).map { UInt64(bitPattern: Int64(PairNumbering.hash($0, 7))) }
    }
    for count in [0, 1, 2, 5000, 100_000] {
      var all = hashes(count)
      #expect(!RepeatedHashes.areThere(in: &all))
      #expect(all.sorted() == all, "sorted in place")
      if count < 2 { continue }
      var again = hashes(count)
      again[count / 2] = again[0]
      #expect(RepeatedHashes.areThere(in: &again))
    }
  }
}
