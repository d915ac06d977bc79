import Foundation
import Mathematics

/// The line around zero, in the window that plans of strengths are compared by.
struct DoseLocalFit {
  let window: DoseWindow
  let line: FirthLogit.Line
  /// What the whole's cells were divided by once more.
  let calibration: Double

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
    self.window = window
    line = fit.fit.line
    calibration = fit.calibration
  }
}
