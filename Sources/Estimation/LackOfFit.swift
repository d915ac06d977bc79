import Mathematics

/// Pearson's test of a fitted line against the strengths it was fitted on.
public struct LackOfFit: Hashable, Sendable {
  public let chiSquare: Double
  /// Neighbourhoods of strengths minus 2.
  public let degrees: Int
  /// Chance of as large a value if the line were right.
  public let p: Double

  /// How much wider than the model says the data are spread; at least 1.
  var dispersion: Double { max(1, chiSquare / Double(degrees)) }

  /// - Parameters:
  ///   - cells: strengths and groups, sorted by strength.
  ///   - line: the fitted line.
  ///   - modelVariance: true where runs are independent hits, whose variance the model knows; else
  ///     the variance is taken between runs, or between groups where there are any. Groups that
  ///     press all strengths the same way make the test conservative.
  /// - Returns: nil where fewer than three neighbourhoods have enough hits for a test.
  init?(_ cells: [DoseCell], _ line: FirthLogit.Line, modelVariance: Bool) {
    var residuals: [(residual: Double, variance: Double)] = []
    var open = Neighbourhood()
    let strengths = Dictionary(grouping: cells, by: \.strength).sorted { $0.key < $1.key }
    for (strength, members) in strengths {
      let eta = line.logOdds(at: strength)
      open.add(
        members, p: logistic(eta), q: logistic(-eta), modelVariance: modelVariance)
      // Neighbours are joined until two hits of each are expected: below that the statistic has
      // a tail far heavier than chi-square's.
      if open.isLarge {
        residuals.append((open.residual, open.variance))
        open = Neighbourhood()
      }
    }
    if open.variance > 0, let last = residuals.last {
      residuals[residuals.count - 1] = (
        last.residual + open.residual, last.variance + open.variance
      )
    }
    guard residuals.count > 2 else { return nil }
    degrees = residuals.count - 2
    chiSquare = residuals.reduce(0) { $0 + $1.residual * $1.residual / $1.variance }
    p = chiSquareTails(chiSquare, degrees: Double(degrees)).upper
  }

  private struct Neighbourhood {
    var residual = 0.0
    var variance = 0.0
    var expectedA = 0.0
    var expectedB = 0.0

    var isLarge: Bool { min(expectedA, expectedB) >= 2 && variance > 0 }

    mutating func add(_ members: [DoseCell], p: Double, q: Double, modelVariance: Bool) {
      let hits = members.reduce(0) { $0 + $1.hits }
      let runs = members.reduce(0) { $0 + $1.runs }
      let parts = members.map { $0.residual(probabilityA: p, probabilityB: q) }
      let total = parts.reduce(0, +)
      let model = hits * p * q
      residual += total
      expectedA += hits * p
      expectedB += hits * q
      let units: Double
      let squares: Double
      if members.count > 1 || members.first?.group != nil {
        units = Double(members.count)
        squares = parts.reduce(0) { $0 + $1 * $1 }
      } else {
        units = runs
        squares = members.reduce(0) { $0 + $1.squares(probabilityA: p, probabilityB: q) }
      }
      // Fewer than five units do not show their own spread.
      variance +=
        modelVariance || units < 5
        ? model : max(squares - total * total / units, 0) * units / (units - 1)
    }
  }
}
