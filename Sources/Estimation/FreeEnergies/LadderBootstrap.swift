import Foundation
import Mathematics

/// Log odds at strength zero over resampled samples of a ladder.
struct LadderBootstrap {
  let data: LadderData
  /// Solution for the samples as they are, [strengths].
  let freeEnergies: [Double]
  let replicates: Int
  let seed: UInt64
  /// Less their mean, as the solver saw them.
  private let scores: [Double]
  private let together: ResampledOdds

  /// - Parameters:
  ///   - freeEnergies: of the centred scores.
  ///   - center: their mean.
  init(
    data: LadderData, freeEnergies: [Double], center: Double, replicates: Int, seed: UInt64
  ) {
    self.data = data
    self.freeEnergies = freeEnergies
    self.replicates = replicates
    self.seed = seed
    scores = data.samples.map { $0.score - center }
    together = ResampledOdds(
      strengths: data.strengths, scores: scores, counts: data.counts.map(Double.init),
      freeEnergies: freeEnergies, labels: data.samples.map(\.outcome))
  }

  /// What thinning by g leaves: samples g apart still resemble one another (by .13 in a chain
  /// whose steps do by .8), so that this many kept samples are worth one independent draw.
  ///
  /// Of what the samples add to the log odds, and of nothing else: the largest over scores and
  /// classes, each estimated from few samples, was a fifth too large, and intervals covered 97 %.
  ///
  /// - Returns: at least 1; 1 without chains.
  /// - Complexity: O(samples x (states + correlation time)).
  func residualInefficiency() -> Double {
    guard data.hasChains, let influence = together.influence() else { return 1 }
    var chains: [[Double]] = []
    var first = 0
    for count in data.counts {
      let own = first..<first + count
      let mean = influence[own].reduce(0, +) / Double(count)
      for n in own {
        let chain = data.samples[n].chain
        let continues = n > first && chain != nil && chain == data.samples[n - 1].chain
        if continues {
          chains[chains.count - 1].append(influence[n] - mean)
        } else {
          chains.append([influence[n] - mean])
        }
      }
      first += count
    }
    return StatisticalInefficiency.estimate(chains)
  }

  /// Samples are drawn again within each strength.
  ///
  /// - Complexity: O(replicates x samples x states^2).
  func byState() -> Resampled? {
    spread(purpose: 1) { draw in
      var weights = [Double](repeating: 0, count: data.samples.count)
      var first = 0
      for count in data.counts {
        for _ in 0..<count { weights[first + draw(count)] += 1 }
        first += count
      }
      return weights
    }
  }

  /// Whole chains are drawn again: those that stayed at one strength within it, those that moved
  /// between strengths together.
  ///
  /// - Returns: nil with fewer than `ResampledError.leastChains` at some strength. Resampling m
  ///   chains understates a variance by (m - 1) / m, for which the error is mended.
  func byChain() -> Resampled? {
    let strata = ChainStrata(data.samples)
    guard strata.fewest >= ResampledError.leastChains else { return nil }
    let numbers = Dictionary(
      uniqueKeysWithValues: strata.chains.joined().enumerated().map { ($1, $0) })
    let places = data.samples.map { numbers[$0.chain!]! }
    let spread = spread(purpose: 2) { draw in
      var times = [Double](repeating: 0, count: numbers.count)
      for stratum in strata.chains {
        for _ in stratum { times[numbers[stratum[draw(stratum.count)]]!] += 1 }
      }
      return places.map { times[$0] }
    }
    let m = Double(strata.fewest)
    return spread.map {
      Resampled(
        error: ResampledError(
          standardError: $0.error.standardError * (m / (m - 1)).squareRoot(),
          undefined: $0.error.undefined, degrees: strata.degrees),
        mean: $0.mean, used: $0.used)
    }
  }

  struct Resampled {
    let error: ResampledError
    /// Of the replicates, in nats: as far from the estimate as that may be from the truth.
    let mean: Double
    /// Replicates with a number.
    let used: Int
  }

  private func spread(
    purpose: UInt32, resample: ((Int) -> Int) -> [Double]
  ) -> Resampled? {
    var values: [Double] = []
    for first in stride(from: 0, to: replicates, by: Self.setsAtOnce) {
      let sets = min(Self.setsAtOnce, replicates - first)
      var weights = Matrix(rows: scores.count, columns: sets)
      for set in 0..<sets {
        var random = ResamplingStream(
          seed: seed, purpose: purpose, replicate: UInt32(first + set))
        for (n, weight) in resample({ random.below($0) }).enumerated() { weights[n, set] = weight }
      }
      let counts = (0..<sets).map { set in self.counts { weights[$0, set] } }
      let odds = together.logOdds(weights: weights, setCounts: counts)
      for set in 0..<sets {
        let value =
          odds[set] ?? logOdds(scores, weights: scores.indices.map { weights[$0, set] })
        values.append(value ?? .nan)
      }
    }
    let finite = values.filter(\.isFinite)
    return BootstrapSpread(values).map {
      Resampled(
        error: ResampledError(standardError: $0.standardError, undefined: $0.undefined),
        mean: finite.reduce(0, +) / Double(finite.count), used: $0.used)
    }
  }

  /// Keeps the weights of the sets at some tens of numbers a sample.
  private static let setsAtOnce = 50

  /// The weights of each strength's samples added up.
  private func counts(_ weight: (Int) -> Double) -> [Double] {
    var first = 0
    return data.counts.map { count in
      defer { first += count }
      return (first..<first + count).reduce(0) { $0 + weight($1) }
    }
  }

  /// L(0) of weighted samples by the full solver; nil where the equations do not settle or a class
  /// is gone.
  private func logOdds(_ scores: [Double], weights: [Double]) -> Double? {
    let counts = counts { weights[$0] }
    let present = counts.indices.filter { counts[$0] > 0 }
    let used = weights.indices.filter { weights[$0] > 0 }
    let pass = MixturePass(
      energies: TiltEnergies(
        strengths: present.map { data.strengths[$0] }, scores: used.map { scores[$0] }),
      counts: present.map { counts[$0] }, weights: used.map { weights[$0] })
    // A replicate need only be known much better than replicates differ.
    let solver = MixtureSolver(pass: pass, limit: 30, tolerance: 1e-3)
    guard
      let solution = try? solver.solve(
        from: present.map { freeEnergies[$0] }, selfConsistentSteps: 0)
    else { return nil }
    var logDenominators = [Double](repeating: 0, count: used.count)
    _ = logDenominators.withUnsafeMutableBufferPointer {
      pass.sums(at: solution, wantsGram: false, logDenominators: $0.baseAddress)
    }
    func logProbability(_ set: SampleClass) -> Double {
      logSumExp(
        used.indices.filter { data.samples[used[$0]].outcome == set }.map {
          log(weights[used[$0]]) - logDenominators[$0]
        })
    }
    let value = logProbability(.a) - logProbability(.b)
    return value.isFinite ? value : nil
  }
}
