import Runs
import Testing

/// Selection against sorting.
@Suite struct OrderStatisticTests {
  @Test(arguments: [1, 2, 3, 4, 7, 32, 100, 1001])
  func everyRankIsThatOfTheSortedValues(count: Int) {
    var state = UInt64(count)
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    // Without ties, with many, all equal, rising, falling, with infinities.
    var lists: [[Float]] = [Array(repeating: 2, count: count)]
    lists.append((0..<count).map { _ in Float(next()) / 1000 - 5000 })
    lists.append((0..<count).map { _ in Float(next() % 4) })
    lists.append((0..<count).map { Float($0) })
    lists.append((0..<count).map { Float(-$0) })
    let infinite: [Float] = [.infinity, -.infinity, 0]
    lists.append((0..<count).map { infinite[$0 % 3] + Float($0) })
    for values in lists {
      let sorted = values.sorted(by: >)
      for rank in stride(from: 0, to: count, by: max(1, count / 50)) {
        #expect(largest(rank, of: values) == sorted[rank])
      }
    }
  }

  /// A margin that is no number is no reason for a run to be anyone's.
  @Test func notANumberRanksLast() {
    #expect(largest(0, of: [.nan, 1, 2]) == 2)
    #expect(largest(1, of: [.nan, 1, 2]) == 1)
    #expect(largest(2, of: [.nan, 1, 2]) == -.infinity)
    #expect(largest(0, of: [.nan]) == -.infinity)
  }
}
