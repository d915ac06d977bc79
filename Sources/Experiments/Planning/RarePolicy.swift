/// Which policy of the pair plain runs hardly show.
enum RarePolicy: Hashable, Sendable {
  case a, b

  /// The one with fewer runs; B where both have as many.
  ///
  /// - Parameter runs: plain ones.
  init(among runs: [ScoredReadout]) {
    self = runs.count { $0.outcome == .a } < runs.count { $0.outcome == .b } ? .a : .b
  }
}
