import Documents
import Estimation

extension OwnRuns {
  /// Draws under exact tilts by a score, by columns.
  struct Samples {
    /// Which of the tally's strengths, [samples].
    var strengths: [Int32] = []
    /// Which of the labels, [samples].
    var labels: [Int32] = []
    var scores: [Double] = []
    /// By their numbers, or -1, then `TiltedSamples.none`, for an independent draw.
    var chains: [Int]?
    var steps: [Int]?

    mutating func reserve(_ count: Int, chains: Bool, steps: Bool) {
      strengths.reserveCapacity(count)
      labels.reserveCapacity(count)
      scores.reserveCapacity(count)
      if chains {
        self.chains = []
        self.chains?.reserveCapacity(count)
      }
      if steps {
        self.steps = []
        self.steps?.reserveCapacity(count)
      }
    }

    /// Numbers chains in the order of their names, numbers first, wherever they stand in the file.
    ///
    /// - Parameter chains: names by their numbers so far.
    mutating func rank(chains names: [String]) {
      guard let chains else { return }
      func key(_ number: Int) -> (Int, String) { (Int(names[number]) ?? .max, names[number]) }
      let order = names.indices.sorted { key($0) < key($1) }
      var rank = [Int](repeating: 0, count: names.count)
      for (place, number) in order.enumerated() { rank[number] = place }
      self.chains = chains.map { $0 < 0 ? TiltedSamples.none : rank[$0] }
    }
  }

  /// A score that no law has which made the others, as one slipped digit makes it: the first one.
  ///
  /// Farther from their median than 10^8 times what half of them are, while no more than one in a
  /// thousand is.
  ///
  /// - Returns: its index, and the ratio of the two distances.
  /// - Complexity: O(scores).
  static func strayScore(_ scores: [Double]) -> (index: Int, ratio: Double)? {
    let every = max(1, scores.count / 10_000)
    // Halves, so that no difference overflows.
    let some = stride(from: 0, to: scores.count, by: every).map { scores[$0] / 2 }.sorted()
    guard some.count >= 5 else { return nil }
    let median = some[some.count / 2]
    let distances = some.map { abs($0 - median) }.sorted()
    let spread = distances[distances.count / 2]
    guard spread > 0 else { return nil }
    var first: Int?
    var strays = 0
    for (index, score) in scores.enumerated() where abs(score / 2 - median) > 1e8 * spread {
      strays += 1
      first = first ?? index
    }
    guard let first, strays <= max(1, scores.count / 1000) else { return nil }
    return (first, abs(scores[first] / 2 - median) / spread)
  }

  /// What a ladder reads, once it is known which label is A's and which is B's.
  func tiltedSamples(_ samples: Samples, a: String, b: String, scale: TiltScale) -> TiltedSamples {
    let classes = labels.map { label -> SampleClass in
      label == a ? .a : label == b ? .b : label == "failed" ? .failed : .other
    }
    return TiltedSamples(
      strengths: tally.strengths.map { $0 * scale.strengths }, places: samples.strengths,
      scores: scale.scores == 1 ? samples.scores : samples.scores.map { $0 * scale.scores },
      outcomes: samples.labels.map { classes[Int($0)] }, chains: samples.chains,
      steps: samples.steps)
  }
}
