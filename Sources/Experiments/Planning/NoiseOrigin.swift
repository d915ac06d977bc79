import Estimation
import Mathematics
import Runs

/// Where the noise of one run of an arm comes from.
public enum NoiseOrigin: Hashable, Sendable {
  /// Latents of the run's own address.
  case fresh
  /// Those of an earlier run of the same driver, moved.
  ///
  /// - from: the run's number, from 0 in the order in which the driver asked for its runs.
  /// - cosine: r in [0, 1] per block; 1, unmoved, for blocks not named.
  case moved(from: Int, cosine: [NoiseBlock: Double])

  /// Where a design wants the noise of a run to come from.
  init(_ proposal: NoiseProposal) {
    guard let parent = proposal.parent else {
      self = .fresh
      return
    }
    let cosine = proposal.cosine.compactMap { name, r in
      NoiseBlock(rawValue: name).map { ($0, r) }
    }
    self = .moved(from: parent, cosine: Dictionary(cosine) { $1 })
  }
}

extension Experiment {
  /// The blocks of noise that decide a plain run whose noise has an origin.
  ///
  /// Shared bases are made already: such a run draws one of them instead of making its own.
  package var noiseBlocks: [NoiseBlock] {
    let isShared = pretraining.map { $0.shared > 0 } ?? false
    let own = learner.noiseBlocks(training: training, pretraining: pretraining?.training)
    return isShared ? [.base] + own.filter { $0 != .baseWeights && $0 != .baseOrder } : own
  }
}

extension Noise {
  /// Which of a number of shared bases a run starts from, all alike likely.
  ///
  /// - Parameter count: at least 1.
  package func base(of count: Int) -> Int {
    let share = normalTails(Double(latents(.base, count: 1)[0])).lower
    return min(count - 1, Int(share * Double(count)))
  }
}
