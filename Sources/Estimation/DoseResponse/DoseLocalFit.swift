import Foundation
import Mathematics

/// The fit around zero: its window, its curve, its test and its spread.
struct DoseLocalFit {
  let window: DoseWindow
  let cells: [DoseCell]
  let pooled: [DoseCell]
  let curve: FirthCurve
  let line: FirthLogit.Line
  let lackOfFit: LackOfFit?
  /// What the whole's cells were divided by once more.
  let calibration: Double
  private let usesSandwich: Bool

  /// - Parameters:
  ///   - whole: all strengths.
  ///   - base: a line roughly right between zero and equality.
  ///   - shapes: to choose from, by the smallest and largest strength in a window.
  /// - Returns: nil where there is no window or the maximum was not found.
  init?(
    _ whole: DoseFit, base: DoseFit,
    shapes: (ClosedRange<Double>) -> [CurveShape] = CurveShape.fitting
  ) {
    let rough = base.fit.line
    guard var window = DoseWindow(whole.pooled, line: rough, shapes: shapes),
      var fit = whole.inside(window, near: rough)
    else { return nil }
    if whole.usesSandwich {
      // What a hit is worth depends on where it was had: once more with its worth around zero.
      let all = whole.pooled.map { $0.divided(by: fit.calibration) }
      guard let second = DoseWindow(all, line: rough, shapes: shapes),
        let again = whole.inside(second, near: rough)
      else { return nil }
      (window, fit) = (second, again)
    }
    guard
      let curve = FirthCurve(
        fit.pooled.map(\.hitsCell), shape: window.shape, from: fit.fit.line)
    else { return nil }
    self.window = window
    self.curve = curve
    (cells, pooled, line) = (fit.cells, fit.pooled, fit.fit.line)
    calibration = fit.calibration
    usesSandwich = whole.usesSandwich
    lackOfFit = LackOfFit(cells, parameters: curve.parameters, modelVariance: !usesSandwich) {
      curve.logOdds(at: $0)
    }
  }

  private var groups: Int { Set(cells.compactMap(\.group)).count }

  /// Fewer hits of a class than this, for what they are worth, are not yet normal.
  private static let enoughHits = 60.0

  private var isSkewed: Bool {
    let a = pooled.reduce(0) { $0 + $1.a }
    let b = pooled.reduce(0) { $0 + $1.b }
    return min(a, b) < Self.enoughHits
  }

  /// Whether the curve does not go through its own strengths.
  var isBad: Bool { (lackOfFit?.p ?? 1) < DoseResponse.lackOfFitAlarm }

  /// How much wider the interval is than the runs alone would have it.
  var widening: Double {
    window.widening * (isBad ? lackOfFit?.dispersion ?? 1 : 1).squareRoot()
  }

  /// The curve with intervals at a level; nil with too few runs or groups to show their spread.
  ///
  /// Lack of fit that is left widens them by the square root of the dispersion, with as many
  /// degrees of freedom as the test had (McCullagh & Nelder 1989, section 4.5).
  func curve(level: Double) -> DoseWindowCurve? {
    let runs = pooled.reduce(0) { $0 + $1.runs }
    let spare = groups > 0 ? Double(groups - 1) : runs - Double(curve.parameters)
    var degrees = usesSandwich ? spare : .infinity
    if isBad, let lackOfFit { degrees = min(degrees, Double(lackOfFit.degrees)) }
    guard degrees >= 1 else { return nil }
    let tail = (1 - level) / 2
    let quantile = studentQuantile(Tails(lower: 1 - tail, upper: tail), degrees: degrees)
    var covariance: SmallSymmetric?
    if usesSandwich {
      covariance = groups > 0 ? jackknife : sandwich
      if covariance == nil { return nil }
    }
    return DoseWindowCurve(
      fit: curve, covariance: covariance, isSkewed: isSkewed, quantile: quantile,
      widening: widening, level: level,
      strengths: pooled.first!.strength...pooled.last!.strength)
  }

  /// Bread, filling, bread over independent runs, with the factor runs / (runs - parameters).
  ///
  /// Source: Liang & Zeger 1986.
  private var sandwich: SmallSymmetric {
    var filling = SmallSymmetric(size: curve.parameters)
    for cell in cells {
      let point = curve.link.point(curve.curve.value(at: cell.strength))
      filling.add(
        curve.curve.basis(cell.strength),
        weight: cell.squares(probabilityA: -point.slopeB, probabilityB: point.slopeA))
    }
    let runs = cells.reduce(0) { $0 + $1.runs }
    var result = curve.inverseInformation.around(filling)
    result.scale(by: runs / (runs - Double(curve.parameters)))
    return result
  }

  /// Between groups: each is left out in turn and the curve fitted again.
  ///
  /// A sandwich over 20 or 30 groups is too small, since the curve follows the groups; leaving
  /// them out errs to the safe side. Source: Efron & Stein 1981; Bell & McCaffrey 2002 (CR3).
  /// nil where a fit without one of the groups was not found.
  private var jackknife: SmallSymmetric? {
    let all = Set(cells.compactMap(\.group)).sorted()
    let indices = Dictionary(uniqueKeysWithValues: pooled.enumerated().map {
      ($0.element.strength, $0.offset)
    })
    let members = Dictionary(grouping: cells) { $0.group ?? .min }
    var fits: [SIMD4<Double>] = []
    for group in all {
      var left = pooled.map(\.hitsCell)
      for cell in members[group] ?? [] {
        let i = indices[cell.strength]!
        // Shares leave rounding behind.
        left[i] = FirthCurve.Cell(
          strength: cell.strength, a: max(0, left[i].a - cell.a), b: max(0, left[i].b - cell.b))
      }
      guard let fit = FirthCurve(left, link: curve.link, from: curve.curve) else {
        return nil
      }
      fits.append(fit.curve.coefficients)
    }
    let count = Double(fits.count)
    let mean = fits.reduce(SIMD4<Double>.zero, +) / count
    var result = SmallSymmetric(size: curve.parameters)
    for fit in fits { result.add(fit - mean, weight: (count - 1) / count) }
    return result
  }
}
