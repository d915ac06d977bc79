import Foundation
import Mathematics

/// How many independent hits the hits of a strength are worth.
///
/// Runs that answer some inputs as A does and some as B does, and runs of one base, are not as
/// spread as independent hits. Hits are divided by the ratio of the variances (quasi-likelihood,
/// McCullagh & Nelder 1989, chapter 9): between runs at each strength by itself, as far as its runs
/// show it; between bases by one factor for all, that of the log odds that are asked for, so that
/// what bases have in common over strengths is in it. That factor is at least 1: bases cannot be
/// less spread than their runs.
struct HitWorth {
  /// What the hits are divided by, [strengths].
  var divisors: [Double]
  /// Of `divisors`, what bases add; 1 without bases.
  var bases = 1.0

  /// As many runs as this, of the strengths together, are added to each strength's own.
  private static let borrowed = 20.0

  /// - Parameters:
  ///   - pooled: raw sums, one for each strength.
  ///   - logOdds: a fit.
  init(_ pooled: [DoseCell], logOdds: (Double) -> Double) {
    var own: [(squares: Double, model: Double, runs: Double)] = []
    for cell in pooled {
      let eta = logOdds(cell.strength)
      let (p, q) = (logistic(eta), logistic(-eta))
      own.append(
        (cell.squares(probabilityA: p, probabilityB: q), cell.hits * p * q, max(cell.runs, 1)))
    }
    let squares = own.reduce(0) { $0 + $1.squares }
    let model = own.reduce(0) { $0 + $1.model }
    let all = model > 0 && squares > 0 ? squares / model : 1
    divisors = own.map { part in
      guard part.model > 0 else { return all }
      return (part.runs * part.squares / part.model + Self.borrowed * all)
        / (part.runs + Self.borrowed)
    }
  }

  /// Independent hits.
  init(count: Int) { divisors = [Double](repeating: 1, count: count) }

  /// The factor of bases: variance of the log odds at a strength between bases, each left out in
  /// turn, over that of the hits as divided so far.
  ///
  /// Linear in what is left out, with each strength's share of a base taken off (Bell & McCaffrey
  /// 2002, CR3), so that the curve's following the bases does not hide them.
  static func factor(
    of cells: [DoseCell], strengths: [Double], in fit: BendFit, divisors: [Double],
    at target: Double
  ) -> Double {
    let influence = fit.influence(fit.place(target))
    let indices = Dictionary(uniqueKeysWithValues: strengths.enumerated().map { ($1, $0) })
    var hits = [Double](repeating: 0, count: strengths.count)
    for cell in cells { hits[indices[cell.strength]!] += cell.hits }
    let (numbers, groups) = DoseCell.groupNumbers(cells)
    var values = [Double](repeating: 0, count: groups)
    for (cell, group) in zip(cells, numbers) {
      guard group >= 0, let i = indices[cell.strength] else { continue }
      let root = fit.root(i)
      guard root > 0 else { continue }
      let point = fit.link.point(fit.predictors[i])
      let score = (cell.a * point.slopeA + cell.b * point.slopeB) / divisors[i]
      let left = max(0.5, 1 - cell.hits / hits[i])
      values[group] -= influence[i] * score / root / left
    }
    let count = Double(groups)
    let mean = values.reduce(0, +) / count
    let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (count - 1) / count
    let independent = influence.reduce(0) { $0 + $1 * $1 }
    guard count > 1, independent > 0, spread.isFinite else { return 1 }
    return max(1, spread / independent)
  }
}
