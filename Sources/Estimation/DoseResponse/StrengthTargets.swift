import Foundation
import Mathematics

/// Where the next runs tell most of L(0): plans are compared by the error that `DoseWindow` would
/// see after them, standard error and allowed bend together.
struct StrengthTargets {
  typealias Target = (strength: Double, part: Double)

  /// Hits of the rarer class to be expected at the strength nearest to zero.
  static let hitsWanted = 12.0
  /// The part of the runs that holds the strength of equality.
  static let equalityPart = 0.12

  private let pooled: [DoseCell]
  private let line: FirthLogit.Line
  private let equality: Double

  /// - Parameters:
  ///   - whole: all strengths.
  ///   - base: a line that is roughly right.
  init(_ whole: DoseFit, base: DoseFit) {
    let local = DoseLocalFit(whole, base: base)
    pooled = whole.pooled.map { $0.divided(by: local?.calibration ?? 1) }
    // The local line, unless its window does not show a slope.
    let near = local?.line ?? base.fit.line
    line = near.slope * base.fit.line.slope > 0 ? near : base.fit.line
    equality = whole.aroundEquality(base).fit.equality
  }

  /// Strengths with their parts of the runs, which add to 1.
  ///
  /// - Parameter runs: all that are left, of which the next round is a part.
  /// - Complexity: O(plans x strengths^2), with some 30 plans.
  func strengths(runs: Double) -> [Target] {
    var best: (plan: [Target], error: Double)?
    for plan in plans(runs: runs) {
      let error = predicted(plan, runs: runs)
      if error < best?.error ?? .infinity { best = (plan, error) }
    }
    guard let best else { return [] }
    let slope = abs(line.slope)
    let around = [equality - 0.8 / slope, equality + 0.8 / slope]
    return best.plan.map { ($0.strength, $0.part * (1 - Self.equalityPart)) }
      + around.map { ($0, Self.equalityPart / 2) }
  }

  /// Brackets of zero, narrow and wide; and, where the rarer class is too rare at zero, strengths
  /// as near to it as some hits are still expected, with two more to see the slope and the bend.
  private func plans(runs: Double) -> [[Target]] {
    let value = line.logOdds(at: 0)
    let sign: Double = value < 0 ? -1 : 1
    let size = abs(value)
    var plans: [[Target]] = []
    func at(_ logOdds: Double) -> Double { (sign * logOdds - value) / line.slope }
    for part in [0.4, 0.55, 0.7] {
      let farthest = log(part * runs * hitsPerRun(0) / Self.hitsWanted)
      if farthest >= size { continue }
      for step in [0.8, 1.4, 2.2, 3.5, 5] {
        plans.append([
          (at(farthest), part), (at(farthest - step), 0.6 * (1 - part)),
          (at(farthest - 2 * step), 0.4 * (1 - part)),
        ])
      }
    }
    for move in [0.1, 0.2, 0.4, 0.8, 1.6] {
      if 0.35 * runs * hitsPerRun(0) * exp(-size - move) < Self.hitsWanted { continue }
      plans.append([(at(size + move), 0.5), (at(size - move), 0.5)])
      plans.append([
        (at(size + move), 0.4), (at(size - move), 0.35), (at(size - 3 * move), 0.25),
      ])
      plans.append([
        (at(size + move), 0.3), (at(size - move), 0.3), (at(size - 3 * move), 0.2),
        (at(size + 3 * move), 0.2),
      ])
    }
    return plans
  }

  /// The error of L(0) in nats once a plan was carried out.
  private func predicted(_ plan: [Target], runs: Double) -> Double {
    var cells = pooled
    for (strength, part) in plan {
      let hits = runs * part * (1 - Self.equalityPart) * hitsPerRun(strength)
      let logOdds = line.logOdds(at: strength)
      cells.append(
        DoseCell(
          strength: strength, a: hits * logistic(logOdds), b: hits * logistic(-logOdds)))
    }
    cells.sort { $0.strength < $1.strength }
    let window = DoseWindow(DoseCell.pooled(cells), line: line)
    return window?.error ?? .infinity
  }

  /// Hits per run at the tried strength nearest to a strength.
  private func hitsPerRun(_ strength: Double) -> Double {
    guard
      let nearest = pooled.min(by: {
        abs($0.strength - strength) < abs($1.strength - strength)
      })
    else { return 1 }
    return nearest.hits / max(nearest.runs, 1)
  }
}
