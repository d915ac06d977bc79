import Foundation

/// The strengths at which the log odds may be zero, read strength by strength.
///
/// A strength belongs to the set if the interval of the log odds there, from the line around that
/// very strength, holds zero. Unlike Fieller's set it needs no slope that one narrow window
/// establishes: where the response is bent the windows are narrow, and hits on both sides of
/// equality still tell where it lies.
struct DoseBracket {
  /// Every pass halves what is left between a strength inside and one outside.
  private static let passes = 12

  let interval: Interval

  /// - Parameters:
  ///   - whole: all strengths.
  ///   - base: a line that is roughly right; its slope must be negative.
  ///   - strength: of equality, from which the limits are looked for outward.
  ///   - level: of the interval, in (0, 1).
  /// - Returns: on a side on which no tried strength is told from equality, no limit.
  /// - Complexity: O(strengths) fits of O(strengths^2).
  init(_ whole: DoseFit, base: DoseFit, around strength: Double, level: Double) {
    func interval(at place: Double) -> Interval? {
      guard
        let window = DoseWindow(
          whole.pooled, around: place, line: base.fit.line, shapes: { _ in [.line] }),
        let fit = whole.inside(window, near: base.fit.line),
        let line = fit.line(level: level, isBad: fit.isBad, widening: window.widening)
      else { return nil }
      return line.interval(at: place)
    }
    /// The end of the set between equality and the nearest tried strength that is outside.
    func limit(_ tried: [Double], isOutside: (Interval) -> Bool) -> Double? {
      guard var outside = tried.first(where: { interval(at: $0).map(isOutside) ?? false }) else {
        return nil
      }
      var inside = strength
      for _ in 0..<Self.passes {
        let middle = (inside + outside) / 2
        if interval(at: middle).map(isOutside) ?? false {
          outside = middle
        } else {
          inside = middle
        }
      }
      return outside
    }
    let tried = whole.pooled.map(\.strength)
    self.interval = Interval(
      low: limit(tried.filter { $0 < strength }.reversed()) { $0.low.map { $0 > 0 } ?? false },
      high: limit(tried.filter { $0 > strength }) { $0.high.map { $0 < 0 } ?? false })
  }
}
