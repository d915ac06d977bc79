import Foundation
import Mathematics

/// What other links and degrees say of L(0) on the same strengths: the model range.
///
/// A model fits not clearly worse when its Akaike criterion, 2 (parameters - ln likelihood),
/// is at most 4 above the smallest. The reported model always belongs to the range.
struct DoseModels {
  /// By how much the Akaike criterion may be larger.
  static let clearlyWorse = 4.0

  struct Model {
    let link: DoseLink
    let shape: CurveShape
    /// L(0) in nats.
    let logOdds: Double
    /// By the penalised profile likelihood; nil on a side without a limit.
    let interval: Interval
    /// In nats; of calibrated hits.
    let logLikelihood: Double
    var isPlausible = false

    var criterion: Double { 2 * (Double(shape.parameters) - logLikelihood) }
  }

  private(set) var models: [Model] = []

  /// - Parameter quantile: of the intervals, without widening.
  /// - Complexity: eight fits with their profiles: about a millisecond.
  init(_ fit: DoseLocalFit, quantile: Double) {
    let cells = fit.pooled.map(\.hitsCell)
    let drop = quantile * quantile
    for shape in CurveShape.fitting(cells.first!.strength...cells.last!.strength)
    where cells.count >= shape.parameters {
      for link in DoseLink.allCases {
        guard let other = FirthCurve(cells, shape: shape, link: link, from: fit.line) else {
          continue
        }
        let logOdds = other.logOdds(at: 0)
        guard logOdds.isFinite else { continue }
        models.append(
          Model(
            link: link, shape: shape, logOdds: logOdds,
            interval: other.interval(at: 0, drop: drop),
            logLikelihood: other.logLikelihood))
      }
    }
    let least = models.map(\.criterion).min() ?? 0
    for i in models.indices {
      models[i].isPlausible =
        models[i].criterion <= least + Self.clearlyWorse
        || (models[i].link == .logit && models[i].shape == fit.window.shape)
    }
  }

  /// From the smallest to the largest L(0) of the models that fit; nil where none was fitted.
  var range: Interval? {
    let values = models.filter(\.isPlausible).map(\.logOdds)
    guard let low = values.min(), let high = values.max() else { return nil }
    return Interval(low: low, high: high)
  }

  /// Each model: link, degree, L(0), its limits, ln likelihood, and whether it is in the range.
  var detail: Detail {
    Detail(
      "models",
      .array(
        models.map { model in
          .array([
            .text("\(model.link.rawValue) \(model.shape.rawValue)"),
            .number(model.logOdds), .limit(model.interval.low), .limit(model.interval.high),
            .number(model.logLikelihood), .text(model.isPlausible ? "fits" : "clearly worse"),
          ])
        }))
  }
}
