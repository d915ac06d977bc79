/// Which policy of the pair plain runs hardly show.
enum RarePolicy: Hashable, Sendable {
  case a, b

  /// B, unless plain runs show it and A fewer than `common` times.
  ///
  /// - Parameters:
  ///   - runs: plain ones.
  ///   - common: how many runs make a policy one that is no longer rare.
  init(among runs: [ScoredReadout], common: Int) {
    let a = runs.count { $0.outcome == .a }
    let b = runs.count { $0.outcome == .b }
    self = a < common && b >= common ? .a : .b
  }
}
