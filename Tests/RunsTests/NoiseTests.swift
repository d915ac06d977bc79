import Runs
import Testing

/// Lineages of moved noise.
@Suite struct NoiseTests {
  private static let count = 101

  /// A lineage of 60 moves, now of one block, now of both, and what a live particle that keeps its
  /// latents would have.
  private static func lineage() -> (noise: Noise, kept: [NoiseBlock: [Float]]) {
    var noise = Noise.seed(5)
    var kept: [NoiseBlock: [Float]] = [:]
    for block in NoiseBlock.allCases { kept[block] = noise.latents(block, count: count) }
    for step in 0..<60 {
      let r = 0.5 + Double(step) / 121
      let cosine: [NoiseBlock: Double] =
        switch step % 3 {
        case 0: [.initialWeights: r]
        case 1: [.batchOrder: r]
        default: [.initialWeights: r, .batchOrder: 0]
        }
      let seed = UInt64(1000 + step)
      noise = .moved(from: noise, cosine: cosine, seed: seed)
      for (block, r) in cosine {
        let fresh = Noise.seed(seed).latents(block, count: count)
        let s = (1 - r * r).squareRoot()
        kept[block] = zip(kept[block]!, fresh).map { Float(r * Double($0) + s * Double($1)) }
      }
    }
    return (noise, kept)
  }

  @Test func aLineageRecomputesToTheBit() {
    let (noise, kept) = Self.lineage()
    #expect(noise.depth == 60)
    for block in NoiseBlock.allCases {
      let latents = noise.latents(block, count: Self.count)
      #expect(latents.map(\.bitPattern) == kept[block]!.map(\.bitPattern))
      // In pieces, odd ones too.
      for range in [0..<1, 1..<40, 40..<101] {
        var piece = [Float](repeating: 0, count: range.count)
        piece.withUnsafeMutableBufferPointer {
          noise.fill($0, block: block, from: range.lowerBound)
        }
        #expect(piece == Array(kept[block]![range]))
      }
    }
    // A block that no step names is the first noise's.
    #expect(
      noise.latents(.baseWeights, count: 9) == Noise.seed(5).latents(.baseWeights, count: 9))
  }

  /// Kept latents are those that are computed, in whatever pieces they were asked for, by several
  /// threads at a time.
  @Test func keptLatentsAreTheSame() async {
    let (noise, kept) = Self.lineage()
    guard case .moved(let step) = noise else { return #expect(Bool(false), "nothing moved") }
    step.keep()
    await withTaskGroup(of: Bool.self) { group in
      for piece in 0..<40 {
        group.addTask {
          let block = NoiseBlock.allCases[piece % 3]
          let start = 7 * (piece % 11)
          var buffer = [Float](repeating: 0, count: 20 + piece % 5)
          buffer.withUnsafeMutableBufferPointer { noise.fill($0, block: block, from: start) }
          return buffer == Array(kept[block]![start..<start + buffer.count])
        }
      }
      for await isSame in group { #expect(isSame) }
    }
    #expect(noise.latents(.batchOrder, count: Self.count) == kept[.batchOrder]!)
    #expect(step.keptBytes >= 4 * Self.count)
    step.release()
    #expect(step.keptBytes == 0)
    #expect(noise.latents(.batchOrder, count: Self.count) == kept[.batchOrder]!)
  }

  @Test func equalLineagesNameEqualRuns() {
    let ids = [Self.lineage().noise, Self.lineage().noise].map {
      RunRequest(
        setup: SetupID(high: 1, low: 2), labels: .training, pressure: .none, noise: $0,
        parent: RunID(high: 3, low: 4)
      ).id
    }
    #expect(ids[0] == ids[1])
    let other = RunRequest(
      setup: SetupID(high: 1, low: 2), labels: .training, pressure: .none,
      noise: Self.lineage().noise)
    #expect(other.id == ids[0], "the parent's name is no part of the identity")
  }

  @Test func whatDoesNotMoveIsTheParent() {
    let still = Noise.moved(from: .seed(3), cosine: [.initialWeights: 1], seed: 9)
    #expect(still.seed == 3 && still.depth == 0 && still.cosine.isEmpty)
  }
}
