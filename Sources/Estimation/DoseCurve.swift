import Foundation
import Mathematics

/// A fitted line of log odds over strengths, with the means to say how far it can be trusted.
public struct DoseCurve: Sendable {
  let fit: FirthLogit
  /// Sandwich covariance; nil where the penalised profile likelihood gives the intervals.
  let sandwich: LineCovariance?
  /// Of the intervals: Student's quantile, dispersion included.
  let quantile: Double
  public let level: Double
  /// The smallest and largest strength that the fit used.
  public let strengths: ClosedRange<Double>

  init(
    fit: FirthLogit, sandwich: LineCovariance?, quantile: Double, level: Double,
    strengths: ClosedRange<Double>
  ) {
    self.fit = fit
    self.sandwich = sandwich
    self.quantile = quantile
    self.level = level
    self.strengths = strengths
    if let sandwich {
      let half = quantile * sandwich.slope.squareRoot()
      slopeInterval = Interval(low: fit.line.slope - half, high: fit.line.slope + half)
    } else {
      slopeInterval = fit.slopeInterval(drop: quantile * quantile)
    }
  }

  /// ln P(A)/P(B) at strength zero, in nats.
  public var alpha: Double { fit.line.logOdds(at: 0) }
  /// Nats per unit of strength; negative where pressure toward B works.
  public var beta: Double { fit.line.slope }

  /// The fitted ln P(A)/P(B), in nats.
  ///
  /// - Complexity: O(1).
  public func logOdds(at strength: Double) -> Double { fit.line.logOdds(at: strength) }

  /// The pointwise interval of the log odds at a strength.
  ///
  /// - Returns: limits in nats; nil on a side where none was found.
  /// - Complexity: some hundred passes over the cells at the run grain, O(1) otherwise.
  public func interval(at strength: Double) -> Interval {
    guard let sandwich else { return fit.interval(at: strength, drop: quantile * quantile) }
    let half = quantile * max(0, sandwich.variance(at: strength)).squareRoot()
    return Interval(low: logOdds(at: strength) - half, high: logOdds(at: strength) + half)
  }

  /// The interval of the slope, in nats per unit of strength.
  public let slopeInterval: Interval

  /// Whether the slope's interval leaves out zero.
  public var slopeEstablished: Bool {
    let interval = slopeInterval
    return (interval.low ?? -1) > 0 || (interval.high ?? 1) < 0
  }

  /// The strengths at which the log odds may be zero.
  public var equality: FiellerSet {
    FiellerSet(
      value: alpha, slope: beta, covariance: sandwich ?? fit.covariance, quantile: quantile)
  }
}

/// A line through cells, its test and its spread: what the window of strengths is chosen by.
struct DoseFit {
  let cells: [DoseCell]
  let pooled: [DoseCell]
  let fit: FirthLogit
  let lackOfFit: LackOfFit?
  let usesSandwich: Bool

  /// - Returns: nil where A and B are separated or the maximum was not found.
  init?(_ cells: [DoseCell], grain: Grain) {
    self.cells = cells
    pooled = DoseCell.pooled(cells)
    guard pooled.count >= 2, Separation(pooled) == nil,
      let fit = FirthLogit(
        pooled.map { FirthLogit.Cell(strength: $0.strength, a: $0.a, b: $0.b) })
    else { return nil }
    self.fit = fit
    usesSandwich = grain == .answer || cells.contains { $0.group != nil }
    lackOfFit = LackOfFit(cells, fit.line, modelVariance: !usesSandwich)
  }

  /// Groups that the cells belong to; 0 where runs are independent.
  var groups: Int { Set(cells.compactMap(\.group)).count }

  /// The curve with intervals at a level.
  ///
  /// Lack of fit that is left widens them by the square root of the dispersion, with as many
  /// degrees of freedom as the test had (McCullagh & Nelder 1989, section 4.5).
  func curve(level: Double, isBad: Bool) -> DoseCurve? {
    let runs = pooled.reduce(0) { $0 + $1.runs }
    var degrees = usesSandwich ? (groups > 0 ? Double(groups - 1) : runs - 2) : Double.infinity
    var dispersion = 1.0
    if isBad, let lackOfFit {
      degrees = min(degrees, Double(lackOfFit.degrees))
      dispersion = lackOfFit.dispersion
    }
    guard degrees >= 1 else { return nil }
    let tail = (1 - level) / 2
    let quantile =
      studentQuantile(Tails(lower: 1 - tail, upper: tail), degrees: degrees)
      * dispersion.squareRoot()
    return DoseCurve(
      fit: fit, sandwich: usesSandwich ? sandwich : nil, quantile: quantile, level: level,
      strengths: pooled.first!.strength...pooled.last!.strength)
  }

  /// Bread, filling, bread: the filling is summed over runs, or over groups where there are any.
  ///
  /// Source: Liang & Zeger 1986, with the factor units / (units - parameters) of independent runs
  /// or groups / (groups - 1).
  private var sandwich: LineCovariance {
    var center = 0.0
    var weight = 0.0
    func probabilities(_ cell: DoseCell) -> (p: Double, q: Double) {
      let eta = fit.line.logOdds(at: cell.strength)
      return (logistic(eta), logistic(-eta))
    }
    for cell in cells {
      let (p, q) = probabilities(cell)
      weight += cell.hits * p * q
      center += cell.hits * p * q * cell.strength
    }
    center /= weight
    var spread = 0.0
    var filling = (ii: 0.0, is: 0.0, ss: 0.0)
    var byGroup: [Int: (i: Double, s: Double)] = [:]
    for cell in cells {
      let (p, q) = probabilities(cell)
      let d = cell.strength - center
      spread += cell.hits * p * q * d * d
      if let group = cell.group {
        let residual = cell.residual(probabilityA: p, probabilityB: q)
        let sofar = byGroup[group] ?? (0, 0)
        byGroup[group] = (sofar.i + residual, sofar.s + residual * d)
      } else {
        let squares = cell.squares(probabilityA: p, probabilityB: q)
        filling.ii += squares
        filling.is += squares * d
        filling.ss += squares * d * d
      }
    }
    var factor = 1.0
    if byGroup.isEmpty {
      let runs = cells.reduce(0) { $0 + $1.runs }
      factor = runs / (runs - 2)
    } else {
      // In a fixed order, so that the sum has the same bits every time.
      for (_, sums) in byGroup.sorted(by: { $0.key < $1.key }) {
        filling.ii += sums.i * sums.i
        filling.is += sums.i * sums.s
        filling.ss += sums.s * sums.s
      }
      factor = Double(byGroup.count) / Double(byGroup.count - 1)
    }
    // Value and slope about the center do not mix: the bread is diagonal there.
    let atCenter = (
      value: factor * filling.ii / (weight * weight),
      cross: factor * filling.is / (weight * spread),
      slope: factor * filling.ss / (spread * spread)
    )
    return LineCovariance(
      value: atCenter.value - 2 * center * atCenter.cross + center * center * atCenter.slope,
      cross: atCenter.cross - center * atCenter.slope, slope: atCenter.slope)
  }
}

/// A strength that parts all A's from all B's: the likelihood then rises without end.
struct Separation {
  /// The last strength of the class below, and the first of the class above.
  let below: Double
  let above: Double
  /// Whether the class below is A, as it should be.
  let aIsBelow: Bool

  /// - Parameter cells: one for each strength, sorted, with hits of both classes somewhere.
  /// - Returns: nil where A and B overlap, or one of them never came up.
  init?(_ cells: [DoseCell]) {
    let withA = cells.filter { $0.a > 0 }.map(\.strength)
    let withB = cells.filter { $0.b > 0 }.map(\.strength)
    guard let lowA = withA.first, let highA = withA.last, let lowB = withB.first,
      let highB = withB.last
    else { return nil }
    if highA <= lowB {
      (below, above, aIsBelow) = (highA, lowB, true)
    } else if highB <= lowA {
      (below, above, aIsBelow) = (highB, lowA, false)
    } else {
      return nil
    }
  }
}
