import Foundation
import Mathematics

/// What the tilt does up to the strength at which A and B are equally likely.
///
/// The work, the integral of E_l[s | B] - E_l[s | A] from 0 to equality, is L(0): MBAR's answer by
/// another way. Rungs with enough states of a class give its mean score by themselves; elsewhere,
/// as for B at zero, all states of the class stand in by their weights. The divergence
/// KL(P_l || P_0) = l E_l[s] - ln Z_l / Z_0 is what the tilt pays there: the least that any law of
/// runs pays which scores as high on average.
public struct TiltWork: Hashable, Sendable {
  /// The strength of equality, per unit of score; with the sign of L(0).
  public let equality: Double
  /// In nats, corrected for the bend between strengths.
  public let work: Double
  /// Of L(0) as the work: between chains, in nats, of the mean scores and of where equality lies,
  /// with the bend beside them.
  public let standardError: Double
  /// KL(P_l || P_0) at equality, in nats.
  public let divergence: Double

  /// States of a class from which on a rung speaks of it by itself.
  private static let enough = 50

  /// - Parameters:
  ///   - samples: under exact tilts, 0 among them; with chains, whose means must be independent of
  ///     each other.
  /// - Returns: nil where no tried strength makes A and B equally likely.
  /// - Throws: `FreeEnergyError` where the strengths do not tell their free energies.
  /// - Complexity: O(samples x strengths) times about a hundred.
  public init?(_ samples: [TiltedSample]) throws(FreeEnergyError) {
    let tilted = try TiltWeights(samples)
    guard let equality = tilted.equality else { return nil }
    let path = tilted.strengths.filter { abs($0) < abs(equality) && $0 * equality >= 0 }
    let nodes = (path + [equality]).map { strength in
      let (a, b) = (
        tilted.mean(of: .a, at: strength, enough: Self.enough),
        tilted.mean(of: .b, at: strength, enough: Self.enough))
      return ThermodynamicIntegration.Node(
        strength: strength, difference: b.mean - a.mean,
        standardError: (a.error * a.error + b.error * b.error).squareRoot(),
        slope: b.variance - a.variance)
    }
    let integral = try ThermodynamicIntegration(nodes)
    // Strengths below zero run from equality up to it.
    work = (equality > 0 ? 1 : -1) * (integral.integral + integral.bend)
    let anchor = tilted.oddsError(at: equality)
    standardError = (integral.standardError * integral.standardError + integral.bend * integral.bend
      + anchor * anchor).squareRoot()
    self.equality = equality
    divergence = tilted.divergence(at: equality)
  }
}

/// Samples of several tilts with what each weighs at any strength.
private struct TiltWeights {
  let samples: [TiltedSample]
  let strengths: [Double]
  /// ln sum_k N_k exp(f_k + l_k s), [samples].
  private let mixture: [Double]

  struct Mean {
    let mean: Double
    let variance: Double
    /// Between chains.
    let error: Double
  }

  init(_ samples: [TiltedSample]) throws(FreeEnergyError) {
    let counts = Dictionary(grouping: samples, by: \.strength).mapValues(\.count)
    let strengths = counts.keys.sorted()
    let solved = try MBAR(
      strengths: strengths, scores: samples.map(\.score), counts: strengths.map { counts[$0]! })
    let states = strengths.indices.map {
      (strength: strengths[$0], log: log(Double(counts[strengths[$0]]!)) + solved.freeEnergies[$0])
    }
    self.samples = samples
    self.strengths = strengths
    mixture = samples.map { sample in
      let logs = states.map { $0.log + $0.strength * sample.score }
      return logSumExp(logs)
    }
  }

  /// ln of a sample's weight at a strength, up to what is common to all strengths.
  private func logWeight(_ n: Int, at strength: Double) -> Double {
    strength * samples[n].score - mixture[n]
  }

  private func logWeight(of set: SampleClass, at strength: Double) -> Double {
    logSumExp(samples.indices.filter { samples[$0].outcome == set }.map {
      logWeight($0, at: strength)
    })
  }

  private func logOdds(at strength: Double) -> Double {
    logWeight(of: .a, at: strength) - logWeight(of: .b, at: strength)
  }

  /// Where the log odds change their sign between zero and the farthest strength on either side.
  var equality: Double? {
    let start = logOdds(at: 0)
    guard
      let end = [strengths.first!, strengths.last!].first(where: {
        $0 != 0 && logOdds(at: $0) * start <= 0
      })
    else { return nil }
    var (near, far) = (0.0, end)
    for _ in 0..<50 {
      let middle = (near + far) / 2
      if logOdds(at: middle) * start > 0 { near = middle } else { far = middle }
    }
    return far
  }

  /// Of the log odds at a strength, between chains, in nats.
  func oddsError(at strength: Double) -> Double {
    var residuals: [Int: Double] = [:]
    for (set, sign) in [(SampleClass.a, 1.0), (.b, -1)] {
      let whole = logWeight(of: set, at: strength)
      for n in samples.indices where samples[n].outcome == set {
        residuals[samples[n].chain ?? -1 - n, default: 0] +=
          sign * exp(logWeight(n, at: strength) - whole)
      }
    }
    return Self.spread(residuals)
  }

  /// Of a sum over independent chains, from what each adds to it, around nothing.
  private static func spread(_ parts: [Int: Double]) -> Double {
    let chains = Double(parts.count)
    if chains < 2 { return .infinity }
    let squares = parts.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    return (squares * chains / (chains - 1)).squareRoot()
  }

  func divergence(at strength: Double) -> Double {
    let weights = samples.indices.map { logWeight($0, at: strength) }
    let top = weights.max() ?? 0
    var (sum, scores) = (0.0, 0.0)
    for (n, weight) in weights.enumerated() {
      let w = exp(weight - top)
      sum += w
      scores += w * samples[n].score
    }
    let logZ = log(sum) + top
    let logZero = logSumExp(samples.indices.map { logWeight($0, at: 0) })
    return strength * scores / sum - (logZ - logZero)
  }

  /// The mean score of a class at a strength.
  ///
  /// - Parameter enough: own samples from which on no others are asked.
  func mean(of set: SampleClass, at strength: Double, enough: Int) -> Mean {
    let all = samples.indices.filter { samples[$0].outcome == set }
    let own = all.filter { samples[$0].strength == strength }
    let members = own.count >= enough ? own : all
    let logs = members.map { own.count >= enough ? 0 : logWeight($0, at: strength) }
    let top = logs.max() ?? 0
    let weights = logs.map { exp($0 - top) }
    let sum = weights.reduce(0, +)
    let mean = zip(members, weights).reduce(0) { $0 + $1.1 * samples[$1.0].score } / sum
    var variance = 0.0
    var residuals: [Int: Double] = [:]
    for (place, n) in members.enumerated() {
      let residual = samples[n].score - mean
      variance += weights[place] * residual * residual / sum
      // Samples without a chain are independent: each is its own.
      residuals[samples[n].chain ?? -1 - n, default: 0] += weights[place] * residual / sum
    }
    return Mean(mean: mean, variance: variance, error: Self.spread(residuals))
  }
}
