import Foundation
import Mathematics

/// The bends of a response, fitted to what its hits are worth.
struct DoseBends: Sendable {
  let mixture: BendMixture
  /// Hits divided by what they are worth, one cell for each strength.
  let pooled: [DoseCell]
  let lackOfFit: LackOfFit?
  /// Whether the curve does not go through its own strengths, for which hits were divided once
  /// more.
  let isBad: Bool
  /// What bases add to what hits are divided by; 1 without bases.
  let bases: Double
  private let cells: [DoseCell]
  private let grain: Grain
  private let line: FirthLogit.Line

  /// Whether the slope may change at zero.
  var hasKink: Bool { mixture.fits[0].geometry.kink != nil }

  /// The same for the strength of equality: without a kink, so that a shift of all strengths
  /// changes nothing.
  func forEquality(level: Double) -> DoseBends? {
    let (first, last) = (strengths[0], strengths[strengths.count - 1])
    let rough = -line.logOdds(at: 0) / line.slope
    let target =
      rough.isFinite
      ? min(max(rough, 2 * first - last), 2 * last - first) : (first + last) / 2
    return DoseBends(
      cells, grain: grain, line: line, target: target, allowsKink: false,
      isForEquality: true, level: level)
  }

  /// - Parameters:
  ///   - cells: as counted, one for each strength and base.
  ///   - grain: what was counted.
  ///   - line: roughly right.
  ///   - target: the strength whose log odds are wanted most.
  ///   - allowsKink: whether the slope may change at zero.
  ///   - isForEquality: whether the strength of equality is asked for.
  ///   - level: of the intervals.
  /// - Returns: nil where the strengths carry no line, or too few runs or bases show their spread.
  init?(
    _ cells: [DoseCell], grain: Grain, line: FirthLogit.Line, target: Double, allowsKink: Bool,
    isForEquality: Bool = false, level: Double
  ) {
    let cells = Self.informative(cells, line: line)
    let raw = DoseCell.pooled(cells)
    let strengths = raw.map(\.strength)
    let groups = DoseCell.groupNumbers(cells).count
    var worth =
      grain == .answer
      ? HitWorth(raw, logOdds: line.logOdds) : HitWorth(count: strengths.count)
    var degrees = Double.infinity
    if groups > 0 {
      degrees = Double(groups - 1)
    } else if grain == .answer {
      degrees = raw.reduce(0) { $0 + $1.runs } - 3
    }
    guard degrees >= 1 else { return nil }
    let tail = (1 - level) / 2
    let normal = normalQuantile(Tails(lower: 1 - tail, upper: tail))
    let isInside = (strengths[0]...strengths[strengths.count - 1]).contains(target)
    let noSmooth =
      isForEquality
      ? BendSizes.equality : isInside ? BendSizes.between : BendSizes.outside
    func fit() -> BendMixture? {
      BendMixture(
        strengths: strengths,
        a: zip(raw, worth.divisors).map { $0.a / ($1 * worth.bases) },
        b: zip(raw, worth.divisors).map { $0.b / ($1 * worth.bases) },
        allowsKink: allowsKink, start: line, target: target,
        noSmooth: noSmooth,
        widening: studentQuantile(Tails(lower: 1 - tail, upper: tail), degrees: degrees) / normal)
    }
    guard var mixture = fit() else { return nil }
    func curve(_ mixture: BendMixture) -> (Double) -> Double {
      let values = Dictionary(uniqueKeysWithValues: zip(strengths, mixture.meanLogOdds))
      return { values[$0] ?? 0 }
    }
    if grain == .answer || groups > 0 {
      for _ in 0..<2 {
        if grain == .answer {
          let bases = worth.bases
          worth = HitWorth(raw, logOdds: curve(mixture))
          worth.bases = bases
        }
        if groups > 0, let logit = mixture.fits.first(where: { $0.link == .logit }) {
          worth.bases = HitWorth.factor(
            of: cells, strengths: strengths, in: logit, divisors: worth.divisors.map {
              $0 * worth.bases
            }, at: target) * worth.bases
          worth.bases = max(1, worth.bases)
        }
        guard let next = fit() else { return nil }
        mixture = next
      }
    }
    func divided() -> [DoseCell] {
      let factors = Dictionary(
        uniqueKeysWithValues: zip(strengths, worth.divisors.map { $0 * worth.bases }))
      return cells.map { $0.divided(by: factors[$0.strength]!) }
    }
    let parameters = max(2, Int(mixture.followed.rounded(.up)))
    lackOfFit = LackOfFit(
      divided(), parameters: parameters, modelVariance: grain == .run && groups == 0,
      logOdds: curve(mixture))
    isBad = (lackOfFit?.p ?? 1) < DoseResponse.lackOfFitAlarm
    if isBad, let lackOfFit {
      degrees = min(degrees, Double(lackOfFit.degrees))
      for i in worth.divisors.indices { worth.divisors[i] *= lackOfFit.dispersion }
      guard let next = fit() else { return nil }
      mixture = next
    }
    self.mixture = mixture
    bases = worth.bases
    (self.cells, self.grain, self.line) = (cells, grain, line)
    pooled = DoseCell.pooled(divided())
  }

  /// The strengths that the curve rests on.
  var strengths: [Double] { pooled.map(\.strength) }

  /// Fewer hits of the rarer class than this, where none came up, say nothing of the curve.
  private static let leastExpected = 0.05

  /// Without strengths far beyond the turn, at which all hits are of the class that was to be
  /// expected: they say nothing, and the bends that they could show would set the scale of sizes.
  private static func informative(_ cells: [DoseCell], line: FirthLogit.Line) -> [DoseCell] {
    let pooled = DoseCell.pooled(cells)
    let mixed = pooled.indices.filter { pooled[$0].a > 0 && pooled[$0].b > 0 }
    guard let first = mixed.first, let last = mixed.last else { return cells }
    let kept = Set(
      pooled.indices.filter { i in
        let cell = pooled[i]
        let odds = line.logOdds(at: cell.strength)
        let rarer = cell.hits * logistic(-abs(odds))
        let isExpected = odds > 0 ? cell.b == 0 : cell.a == 0
        return (first...last).contains(i) || !isExpected || rarer >= leastExpected
      }.map { pooled[$0].strength })
    return kept.count < 2 ? cells : cells.filter { kept.contains($0.strength) }
  }
}
