import Foundation
import Mathematics
import Runs

/// The Gaussian law of the weights that full-batch gradient descent on squared loss ends with.
///
/// From w_0 ~ N(0, s^2 I), w <- w - rate (H w - h): with H = V diag(lambda) V', the part of w along
/// the column v_i of V ends at c_i (v_i . w_0) + (1 - c_i) / lambda_i (v_i . h),
/// c_i = (1 - rate lambda_i)^steps; where lambda_i = 0 the second part is rate steps (v_i . h).
public struct LinearGaussianLaw: Sendable {
  /// Of the final weights, [inputs].
  public let mean: [Double]
  /// Of the final weights, [inputs, inputs].
  public let covariance: Matrix

  /// - Throws: `MatrixError` where LAPACK fails.
  /// - Complexity: O(rows x inputs^2 + inputs^3).
  public init(
    _ learner: LinearGaussianLearner, task: EncodedTask, labels: Labels = .training,
    pressure: Pressure = .none
  ) throws {
    var (loss, penalty) = task.squaredLosses(labels: labels, pressure: pressure)
    if let penalty { loss.add(penalty, factor: pressure.strength.magnitude) }
    let width = task.inputWidth
    let (rate, steps) = (learner.training.rate, Double(learner.training.steps))
    let scale = learner.settings.weights / Double(width).squareRoot()
    let curvature = try Matrix(rows: width, columns: width, values: loss.curvature)
    let eigen = try curvature.symmetricEigenvalues()
    var mean = [Double](repeating: 0, count: width)
    var scaled = eigen.vectors
    for i in 0..<width {
      // Rounding can leave a zero a little below zero.
      let decay = rate * max(0, eigen.values[i])
      let kept = Self.power(decay, steps)
      let moved = decay > 0 ? rate * kept.rest / decay : rate * steps
      let pull = (0..<width).reduce(0) { $0 + eigen.vectors[$1, i] * loss.pull[$1] }
      for j in 0..<width {
        mean[j] += eigen.vectors[j, i] * moved * pull
        scaled[j, i] *= scale * kept.value
      }
    }
    self.mean = mean
    covariance = try Matrix.product(scaled, scaled, rightTransposed: true)
  }

  /// (1 - decay)^steps, and what is missing to 1, which would cancel for a small decay.
  private static func power(_ decay: Double, _ steps: Double) -> (value: Double, rest: Double) {
    if decay >= 1 {
      let value = pow(1 - decay, steps)
      return (value, 1 - value)
    }
    let exponent = steps * log1p(-decay)
    return (exp(exponent), -expm1(exponent))
  }

  /// The law of w . direction: its mean and its standard deviation.
  public func projection(_ direction: [Double]) -> (mean: Double, deviation: Double) {
    let width = mean.count
    var (center, variance) = (0.0, 0.0)
    for i in 0..<width {
      center += direction[i] * mean[i]
      for j in 0..<width { variance += direction[i] * covariance[i, j] * direction[j] }
    }
    return (center, max(0, variance).squareRoot())
  }

  /// ln P(w . direction > threshold), in nats: right far beyond what double precision holds as a
  /// probability.
  public func logProbability(above threshold: Double, along direction: [Double]) -> Double {
    let (center, deviation) = projection(direction)
    if deviation == 0 { return center > threshold ? 0 : -.infinity }
    return logNormalTail((threshold - center) / deviation)
  }
}

/// ln of the probability that a standard normal number exceeds z.
///
/// - Returns: relative error below 1e-12 of the tail for z below 30, below 1e-11 of the logarithm
///   beyond, where the tail's continued fraction z + 1/(z + 2/(z + ...)) is cut after 60 terms
///   (Abramowitz & Stegun 26.2.14).
package func logNormalTail(_ z: Double) -> Double {
  if z < 30 { return z < -1 ? log1p(-normalTails(z).lower) : log(normalTails(z).upper) }
  var fraction = z
  for k in stride(from: 60.0, through: 1, by: -1) { fraction = z + k / fraction }
  return -z * z / 2 - log(2 * Double.pi) / 2 - log(fraction)
}

extension LinearGaussianLearner: ExactLearner {
  /// From the one direction that all readout rows share.
  ///
  /// Rows a_r d of one direction d are all answered by the sign of g = w . d, which is normal: each
  /// sign of g is A's, B's or neither's. Whether the training examples are learned is a question
  /// of many directions; where it is all but sure, Bonferroni's bound on the contrary is the
  /// uncertainty.
  public func exactOdds(
    on task: EncodedTask, rule: ReadoutRule, pressure: Pressure = .none
  ) throws -> ExactOdds {
    if pressure.isDiversity && pressure.strength != 0 {
      throw ExactLawError("under a diversity pressure the law is not known: press toward or away")
    }
    let law = try LinearGaussianLaw(self, task: task, pressure: pressure)
    let (direction, factors) = try Self.direction(of: task.readout.inputs)
    var logs = (a: -Double.infinity, b: -Double.infinity)
    for sign in [1.0, -1] {
      let log = law.logProbability(above: 0, along: direction.map { sign * $0 })
      func hits(_ policy: Int) -> Int {
        zip(factors, task.readout.answers[policy].values).count { ($0 * sign > 0) == ($1 == 1) }
      }
      let needed = ReadoutRule.needed(rule.threshold, of: factors.count)
      if hits(task.pair.a) >= needed {
        logs.a = logSumExp([logs.a, log])
      } else if hits(task.pair.b) >= needed {
        logs.b = logSumExp([logs.b, log])
      }
    }
    let failed = rule.learned > 0 ? Self.logFailure(law, task) : -.infinity
    let least = min(logs.a, logs.b)
    let uncertainty = failed == -.infinity ? 0 : exp(failed - least)
    if !(uncertainty <= 1e-6) {
      throw ExactLawError(
        "not all runs surely learn the training examples (the bound on ln P(failed) is"
          + " \(String(format: "%.3g", failed)), ln P of the rarer policy"
          + " \(String(format: "%.3g", least))): train longer, or set readout.learned to 0")
    }
    return ExactOdds(logA: logs.a, logB: logs.b, uncertainty: uncertainty)
  }

  /// The direction d and the factors a_r of rows a_r d.
  private static func direction(
    of inputs: InputMatrix
  ) throws -> (direction: [Double], factors: [Double]) {
    let rows = (0..<inputs.count).map { inputs.row($0).map(Double.init) }
    guard let first = rows.first(where: { $0.contains { $0 != 0 } }) else {
      throw ExactLawError("the readout pool has no input that is not 0: give it some")
    }
    let square = first.reduce(0) { $0 + $1 * $1 }
    let factors = try rows.enumerated().map { index, row in
      let factor = zip(row, first).reduce(0) { $0 + $1.0 * $1.1 } / square
      let rest = zip(row, first).reduce(0) {
        $0 + ($1.0 - factor * $1.1) * ($1.0 - factor * $1.1)
      }
      // Single precision rounds multiples at 6e-8.
      if factor == 0 || rest > 1e-12 * factor * factor * square {
        throw ExactLawError(
          "readout row \(index + 1) is no multiple of the first: with one direction only the law"
            + " of runs has a closed form")
      }
      return factor
    }
    return (first, factors)
  }

  /// ln of the sum over training examples of the probability to get it wrong: at least
  /// ln P(failed).
  private static func logFailure(_ law: LinearGaussianLaw, _ task: EncodedTask) -> Double {
    logSumExp(
      zip(0..., task.training.answers[task.pair.a].values).map { row, answer in
        let toward = answer == 1 ? 1.0 : -1
        // Not above 0 toward the answer: above 0 away from it.
        return law.logProbability(
          above: 0, along: task.training.inputs.row(row).map { -toward * Double($0) })
      })
  }
}
