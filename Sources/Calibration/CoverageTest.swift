import Mathematics

/// One statistical test of a coverage rule.
public struct CoverageTest: Sendable {
  /// The family's name, and the cell's where one cell is tested.
  public let subject: String
  /// What is tested: "at least .92".
  public let claim: String
  /// The share that was observed; NaN without trials.
  public let observed: Double
  /// The chance of so bad an observation if the claim is true.
  public let p: Double
  /// By Holm's method over all tests of a calibration.
  public internal(set) var adjusted = 1.0
}

extension CoverageRule {
  /// The tests of one family.
  ///
  /// Cells: one-sided exact binomial tests at the border of the claim. Means: one-sided binomial
  /// tests of all cells' replicates together, which by Hoeffding's theorem reject no more often
  /// where the cells' chances differ around their mean. Growth: between neighbours, a median
  /// test of the larger half of both widths (Mood 1950), one-sided, by the hypergeometric law's
  /// normal approximation.
  ///
  /// Source: Hoeffding 1956, "On the distribution of the number of successes in independent
  /// trials", theorem 4.
  func tests(
    family: String, cells: [(name: String, tally: CalibrationTally)]
  ) -> [CoverageTest] {
    switch self {
    case .exact: cells.map { atLeast(Self.exactLeast, of: $0, family) }
    case .approximate:
      cells.map { atLeast(Self.cellLeast, of: $0, family) } + [
        mean(of: cells, family, atLeast: Self.meanRange.lowerBound),
        mean(of: cells, family, atMost: Self.meanRange.upperBound),
      ]
    case .falseAlarm(let most): cells.map { atMost(most, of: $0, family) }
    case .atLeast(let least), .noticed(let least):
      cells.map { atLeast(least, of: $0, family) }
    case .bends:
      cells.map { atLeast(Self.cellLeast, of: $0, family) } + [
        mean(of: cells, family, atLeast: Self.meanRange.lowerBound)
      ]
    case .narrow(let most):
      cells.flatMap { [atLeast(Self.cellLeast, of: $0, family), narrow(most, $0, family)] }
        + zip(cells, cells.dropFirst()).filter { Self.design($0.name) == Self.design($1.name) }
        .map { growth(from: $1, to: $0, family) }
    case .speaking(let most):
      cells.flatMap { [atLeast(Self.cellLeast, of: $0, family), refused(most, $0, family)] }
    case .named: []
    case .growing(let least):
      [mean(of: cells, family, atLeast: least)]
        + zip(cells, cells.dropFirst()).map { growth(from: $0, to: $1, family) }
    }
  }

  private func atLeast(
    _ share: Double, of cell: (name: String, tally: CalibrationTally), _ family: String
  ) -> CoverageTest {
    let (successes, trials) = judged(cell.tally)
    return CoverageTest(
      subject: "\(family)/\(cell.name)", claim: "at least \(share)",
      observed: Double(successes) / Double(trials),
      p: binomialTails(successes, of: trials, chance: share).atMost)
  }

  private func atMost(
    _ share: Double, of cell: (name: String, tally: CalibrationTally), _ family: String
  ) -> CoverageTest {
    let (successes, trials) = judged(cell.tally)
    return CoverageTest(
      subject: "\(family)/\(cell.name)", claim: "at most \(share)",
      observed: Double(successes) / Double(trials),
      p: binomialTails(successes, of: trials, chance: share).atLeast)
  }

  private func mean(
    of cells: [(name: String, tally: CalibrationTally)], _ family: String,
    atLeast least: Double? = nil, atMost most: Double? = nil
  ) -> CoverageTest {
    let judged = cells.map { self.judged($0.tally) }
    let successes = judged.reduce(0) { $0 + $1.successes }
    let trials = judged.reduce(0) { $0 + $1.trials }
    return CoverageTest(
      subject: family,
      claim: least.map { "mean at least \($0)" } ?? "mean at most \(most!)",
      observed: Double(successes) / Double(trials),
      p: least.map { binomialTails(successes, of: trials, chance: $0).atMost }
        ?? binomialTails(successes, of: trials, chance: most!).atLeast)
  }

  private static func design(_ name: String) -> Substring { name.prefix { $0 != "," } }

  /// Whether the median width is at most `most` times the mean ideal one: the sign test.
  private func narrow(
    _ most: Double, _ cell: (name: String, tally: CalibrationTally), _ family: String
  ) -> CoverageTest {
    let limit = most * cell.tally.idealWidth
    let within = cell.tally.widths.count { $0 <= limit }
    let trials = cell.tally.replicates
    return CoverageTest(
      subject: "\(family)/\(cell.name)", claim: "half of the widths at most \(most) ideal",
      observed: Double(within) / Double(trials),
      p: binomialTails(within, of: trials, chance: 0.5).atMost)
  }

  private func refused(
    _ most: Double, _ cell: (name: String, tally: CalibrationTally), _ family: String
  ) -> CoverageTest {
    let (refused, trials) = (cell.tally.refused, cell.tally.replicates)
    return CoverageTest(
      subject: "\(family)/\(cell.name)", claim: "refused at most \(most)",
      observed: Double(refused) / Double(trials),
      p: binomialTails(refused, of: trials, chance: most).atLeast)
  }

  private func growth(
    from near: (name: String, tally: CalibrationTally),
    to far: (name: String, tally: CalibrationTally), _ family: String
  ) -> CoverageTest {
    let (n, m) = (near.tally.replicates, far.tally.replicates)
    func padded(_ tally: CalibrationTally) -> [Double] {
      tally.widths
        + [Double](repeating: .infinity, count: tally.replicates - tally.widths.count)
    }
    let (left, right) = (padded(near.tally), padded(far.tally))
    let median = (left + right).sorted()[(n + m) / 2]
    // Refused on both sides: nothing falls.
    let isRefused = median == .infinity
    let nearAbove = left.count { isRefused ? $0 == .infinity : $0 > median }
    let farAbove = right.count { isRefused ? $0 == .infinity : $0 > median }
    let total = Double(n + m)
    let above = Double(nearAbove + farAbove)
    let expected = above * Double(m) / total
    let variance =
      above * (total - above) * Double(n) * Double(m) / (total * total * (total - 1))
    let z = variance > 0 ? (Double(farAbove) - expected) / variance.squareRoot() : 0
    return CoverageTest(
      subject: "\(family)/\(far.name)", claim: "median width no less than at \(near.name)",
      observed: Double(farAbove) / Double(m), p: normalTails(z).lower)
  }
}
