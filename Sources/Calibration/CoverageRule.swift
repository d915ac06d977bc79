/// What is asked of a family's intervals.
public enum CoverageRule: Sendable {
  /// Every cell covers at least 95 %. Limits on one side count as intervals: given that something
  /// was found, no procedure covers where the truth lies far below what could be found.
  case exact
  /// The mean over the cells is 94 to 96.5 %, every cell covers at least 92 %; replicates without
  /// an interval are left out.
  case approximate
  /// At most this share of replicates gives an alarm, in every cell.
  case falseAlarm(Double)
  /// At least this share of the replicates whose interval misses came with a warning or without a
  /// value, in every cell.
  case noticed(Double)
  /// Every cell covers at least this share; replicates without an interval are left out.
  case atLeast(Double)
  /// From cell to cell the median width grows, a refusal counting as an infinite one, and all
  /// intervals together cover at least this share.
  case growing(Double)

  /// As `approximate`, without an upper limit to the mean: where the error is bias, coverage is 0
  /// or 1, and honest means 1.
  case bends
  /// Every cell covers at least 92 %; its median width is at most this many times the mean of an
  /// ideal interval's on the same replicates; and it falls from cell to cell of the same design
  /// (what the name says before its comma).
  case narrow(Double)
  /// What is told covers at least 92 %, and at most this share is refused, in every cell.
  case speaking(refused: Double)
  /// No promise: systems that are named because none can be kept.
  case named

  static let exactLeast = 0.95
  static let cellLeast = 0.92
  static let meanRange = 0.94...0.965

  /// In words.
  public var sentence: String {
    switch self {
    case .exact: "every cell covers at least 95 %, limits on one side included"
    case .approximate:
      "the cells cover 94 to 96.5 % in the mean and each at least 92 %, null answers apart"
    case .falseAlarm(let most): "every cell gives an alarm in at most \(percent(most)) %"
    case .noticed(let least):
      "of the replicates whose interval misses at least \(percent(least)) % warn or refuse"
    case .atLeast(let least):
      "every cell covers at least \(percent(least)) %, null answers apart"
    case .growing(let least):
      "the median width grows or the estimate is refused; what is told covers at least"
        + " \(percent(least)) %"
    case .bends: "the cells cover at least 94 % in the mean and each at least 92 %"
    case .narrow(let most):
      "every cell covers at least 92 %, its median width is at most \(most) times the ideal one's"
        + " and falls with the runs"
    case .speaking(let most):
      "what is told covers at least 92 %, at most \(percent(most)) % is refused, in every cell"
    case .named: "none: no interval from such data can be right"
    }
  }

  /// What the rule looks at: successes among trials.
  func judged(_ tally: CalibrationTally) -> (successes: Int, trials: Int) {
    switch self {
    case .exact: (tally.covered + tally.kept, tally.values + tally.bounds)
    case .approximate, .atLeast, .growing, .bends, .narrow, .speaking, .named:
      (tally.covered, tally.values)
    case .falseAlarm: (tally.claimed, tally.claims)
    case .noticed: (tally.noticedMisses, tally.misses)
    }
  }

  /// What is judged, as the head of a column.
  public var judgedName: String {
    switch self {
    case .exact, .approximate, .atLeast, .growing, .bends, .narrow, .speaking, .named:
      "coverage"
    case .falseAlarm: "alarms"
    case .noticed: "noticed"
    }
  }

  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
