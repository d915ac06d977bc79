import Learners
import Runs
import Testing

@Suite struct BatchOrderTests {
  /// Epochs as they are defined: rows sorted by the epoch's latents, ties by index.
  static func sorted(_ noise: Noise, rows: Int, firstLatent: Int, epochs: Int) -> [Int32] {
    let latents = noise.latents(.batchOrder, count: firstLatent + epochs * rows)
    return (0..<epochs).flatMap { epoch in
      let own = latents[(firstLatent + epoch * rows)...].prefix(rows)
      return own.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
        .map { Int32($0.offset) }
    }
  }

  @Test(arguments: [(1, 0), (2, 3), (50, 0), (256, 7), (1000, 0)])
  func epochsAreSortedLatents(rows: Int, firstLatent: Int) {
    for seed in UInt64(0)..<20 {
      let noise = Noise.moved(
        from: .seed(seed), cosine: seed % 2 == 0 ? [:] : [.batchOrder: 0.6], seed: 100 + seed)
      var order = BatchOrder(
        noise: noise, block: .batchOrder, rows: rows, firstLatent: firstLatent)
      let expected = Self.sorted(noise, rows: rows, firstLatent: firstLatent, epochs: 3)
      #expect((0..<3 * rows).map { _ in order.next() } == expected)
    }
  }

  @Test func batchesAcrossEpochsAreTheRowsOneByOne() {
    let noise = Noise.seed(5)
    let expected = Self.sorted(noise, rows: 10, firstLatent: 0, epochs: 7)
    var order = BatchOrder(noise: noise, block: .batchOrder, rows: 10)
    var batches = [Int32](repeating: -1, count: 3 * 70)
    for (start, count) in [(0, 3), (3, 10), (13, 25), (38, 1), (39, 31)] {
      batches.withUnsafeMutableBufferPointer {
        order.take(count, to: $0.baseAddress! + 3 * start, stride: 3)
      }
    }
    #expect((0..<70).map { batches[3 * $0] } == expected)
    // What lies between is left alone.
    #expect((0..<70).allSatisfy { batches[3 * $0 + 1] == -1 && batches[3 * $0 + 2] == -1 })
  }
}
