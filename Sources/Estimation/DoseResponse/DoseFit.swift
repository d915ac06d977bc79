import Foundation
import Mathematics

/// A line through cells, its test and its spread: what the window of strengths is chosen by.
struct DoseFit {
  let cells: [DoseCell]
  /// The cells as they were counted, before they were divided.
  let rawCells: [DoseCell]
  let pooled: [DoseCell]
  let fit: FirthLogit
  let lackOfFit: LackOfFit?
  let usesSandwich: Bool
  private let grain: Grain

  /// What the cells were divided by, so that they count as independent hits.
  let calibration: Double

  /// Runs that answer some inputs as A does and some as B does, and runs of one base, are not as
  /// spread as independent hits are. Their sums are divided by the ratio of the variances, so that
  /// Firth's penalty, windows and tests see as many hits as the data are worth (quasi-likelihood,
  /// McCullagh & Nelder 1989, chapter 9).
  ///
  /// - Returns: nil where A and B are separated or the maximum was not found.
  init?(_ cells: [DoseCell], grain: Grain, near: FirthLogit.Line? = nil) {
    let pooled = DoseCell.pooled(cells)
    guard pooled.count >= 2, Separation(pooled) == nil,
      let first = FirthLogit(pooled.map(\.hitsCell), near: near)
    else { return nil }
    self.grain = grain
    groups = DoseCell.groupNumbers(cells).count
    rawCells = cells
    usesSandwich = grain == .answer || cells.contains { $0.group != nil }
    let calibration = usesSandwich ? Self.dispersion(cells, first.line) : 1
    self.calibration = calibration
    var fit = first
    if usesSandwich {
      self.cells = cells.map { $0.divided(by: calibration) }
      self.pooled = DoseCell.pooled(self.cells)
      let hits = self.pooled.map(\.hitsCell)
      guard let second = FirthLogit(hits, near: first.line) ?? FirthLogit(hits) else { return nil }
      fit = second
    } else {
      self.cells = cells
      self.pooled = pooled
    }
    self.fit = fit
    let line = fit.line
    lackOfFit = LackOfFit(self.cells, parameters: 2, modelVariance: !usesSandwich) {
      line.logOdds(at: $0)
    }
  }

  /// Groups that the cells belong to; 0 where runs are independent.
  let groups: Int

  /// Where the line crosses zero.
  var equality: Double { -fit.line.logOdds(at: 0) / fit.line.slope }

  /// The fit on a window's strengths.
  func inside(_ window: DoseWindow, near: FirthLogit.Line) -> DoseFit? {
    let members = cells.filter { window.contains($0.strength) }
    return DoseFit(members, grain: grain, near: near) ?? DoseFit(members, grain: grain)
  }

  /// The fit on all strengths but one.
  func without(_ strength: Double) -> DoseFit? {
    DoseFit(cells.filter { $0.strength != strength }, grain: grain, near: fit.line)
      ?? DoseFit(cells.filter { $0.strength != strength }, grain: grain)
  }

  /// The line around equality, and how much wider its intervals must be for the allowed bend.
  ///
  /// - Parameter base: a line that is roughly right; twice the window is moved to where the last
  ///   line crossed zero.
  func aroundEquality(_ base: DoseFit) -> (fit: DoseFit, widening: Double) {
    var result = (fit: base, widening: 1.0)
    for _ in 0..<2 {
      let center = result.fit.equality
      guard center.isFinite,
        let window = DoseWindow(
          pooled, around: center, line: base.fit.line, shapes: { _ in [.line] }),
        let fit = inside(window, near: result.fit.fit.line)
      else { break }
      result = (fit, window.widening)
    }
    return result
  }

  /// Variance of the residuals between runs, or groups, over that of independent hits.
  private static func dispersion(_ cells: [DoseCell], _ line: FirthLogit.Line) -> Double {
    var squares = 0.0
    var model = 0.0
    for cell in cells {
      let eta = line.logOdds(at: cell.strength)
      let (p, q) = (logistic(eta), logistic(-eta))
      model += cell.hits * p * q
      let residual = cell.residual(probabilityA: p, probabilityB: q)
      squares +=
        cell.group == nil
        ? cell.squares(probabilityA: p, probabilityB: q) : residual * residual
    }
    return model > 0 && squares > 0 ? squares / model : 1
  }

  /// Whether the line does not go through its own strengths.
  var isBad: Bool { (lackOfFit?.p ?? 1) < DoseResponse.lackOfFitAlarm }

  /// The line with intervals at a level.
  ///
  /// Lack of fit that is left widens them by the square root of the dispersion, with as many
  /// degrees of freedom as the test had (McCullagh & Nelder 1989, section 4.5).
  func line(level: Double, isBad: Bool, widening: Double = 1) -> DoseLine? {
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
      * dispersion.squareRoot() * widening
    return DoseLine(
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
    let (numbers, count) = DoseCell.groupNumbers(cells)
    var byGroup = [(i: Double, s: Double)](repeating: (0, 0), count: count)
    for (cell, group) in zip(cells, numbers) {
      let (p, q) = probabilities(cell)
      let d = cell.strength - center
      spread += cell.hits * p * q * d * d
      if group >= 0 {
        let residual = cell.residual(probabilityA: p, probabilityB: q)
        byGroup[group].i += residual
        byGroup[group].s += residual * d
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
      for sums in byGroup {
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
