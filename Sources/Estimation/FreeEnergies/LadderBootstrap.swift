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
  /// Nil where the samples are taken one by one.
  private let compression: TiltCompression?
  private let together: ResampledOdds

  /// - Parameters:
  ///   - freeEnergies: of the centred scores.
  ///   - center: their mean.
  ///   - compresses: whether many samples are taken together, which changes nothing but rounding.
  init(
    data: LadderData, freeEnergies: [Double], center: Double, replicates: Int, seed: UInt64,
    compresses: Bool = true
  ) {
    self.data = data
    self.freeEnergies = freeEnergies
    self.replicates = replicates
    self.seed = seed
    scores = data.scores.map { $0 - center }
    // Strength zero is what is asked, sampled or not.
    compression =
      compresses
      ? TiltCompression(scores: scores, labels: data.outcomes, strengths: data.strengths + [0])
      : nil
    together = ResampledOdds(
      strengths: data.strengths, scores: compression?.scores ?? scores,
      counts: data.counts.map(Double.init), freeEnergies: freeEnergies,
      labels: compression?.labels ?? data.outcomes, weights: compression?.weights(times: nil))
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
    guard data.hasChains, let all = data.chains,
      let influence = together.influence(scores: scores, labels: data.outcomes)
    else { return 1 }
    var chains: [[Double]] = []
    var first = 0
    for count in data.counts {
      let own = first..<first + count
      let mean = influence[own].reduce(0, +) / Double(count)
      for n in own {
        let continues = n > first && all[n] != TiltedSamples.none && all[n] == all[n - 1]
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

  /// Mean and variance of the score at each strength, as all samples together have them.
  ///
  /// - Parameter center: what was taken off the scores.
  /// - Complexity: O(samples x strengths), or of the points that stand for them.
  func foretoldScores(center: Double) -> [(mean: Double, variance: Double)] {
    let scores = compression?.scores ?? scores
    let weights = compression?.weights(times: nil)
    let energies = TiltEnergies(strengths: data.strengths, scores: scores)
    let counts = data.counts.map(Double.init)
    func moments(_ power: (Double) -> Double) -> [Double] {
      let pass = MixturePass(
        energies: energies, counts: counts,
        weights: scores.indices.map { (weights?[$0] ?? 1) * power(scores[$0]) })
      return zip(pass.sums(at: freeEnergies, wantsGram: false).shares, counts).map { $0 / $1 }
    }
    return zip(moments { $0 }, moments { $0 * $0 }).map { mean, square in
      (mean + center, max(0, square - mean * mean))
    }
  }

  /// Samples are drawn again within each strength.
  ///
  /// - Complexity: O(replicates x samples).
  func byState() -> Resampled? {
    spread(purpose: 1, keepsCounts: true) { random, times in
      var first = 0
      for count in data.counts {
        random.count(count, below: count, in: times + first)
        first += count
      }
    }
  }

  /// Whole chains are drawn again: those that stayed at one strength within it, those that moved
  /// between strengths together.
  ///
  /// - Returns: nil with fewer than `ResampledError.leastChains` at some strength. Resampling m
  ///   chains understates a variance by (m - 1) / m, for which the error is mended.
  func byChain() -> Resampled? {
    guard let chains = data.chains else { return nil }
    let strata = ChainStrata(data.samples)
    guard strata.fewest >= ResampledError.leastChains else { return nil }
    let numbers = Dictionary(
      uniqueKeysWithValues: strata.chains.joined().enumerated().map { ($1, $0) })
    let places = chains.map { numbers[$0]! }
    let strataOfNumbers = strata.chains.map { $0.map { numbers[$0]! } }
    let spread = spread(purpose: 2, keepsCounts: false) { random, times in
      var drawn = [UInt16](repeating: 0, count: numbers.count)
      for stratum in strataOfNumbers {
        for _ in stratum { drawn[stratum[random.below(stratum.count)]] += 1 }
      }
      for n in places.indices { times[n] = drawn[places[n]] }
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

  /// - Parameters:
  ///   - keepsCounts: whether every strength keeps its number of samples.
  ///   - resample: says how often each sample counts, [samples], zero before.
  private func spread(
    purpose: UInt32, keepsCounts: Bool,
    _ resample: (inout ResamplingStream, UnsafeMutablePointer<UInt16>) -> Void
  ) -> Resampled? {
    let nodes = compression?.scores.count ?? scores.count
    let setsAtOnce = max(1, min(Self.setsAtOnce, Self.mostWeights / nodes))
    var values: [Double] = []
    for first in stride(from: 0, to: replicates, by: setsAtOnce) {
      let sets = min(setsAtOnce, replicates - first)
      let drawn = inParallel(sets, each: scores.count) { set in
        var random = ResamplingStream(
          seed: seed, purpose: purpose, replicate: UInt32(first + set))
        var times = [UInt16](repeating: 0, count: scores.count)
        times.withUnsafeMutableBufferPointer {
          if let times = $0.baseAddress { resample(&random, times) }
        }
        return ReplicateWeights(
          weights: compression?.weights(times: times) ?? times.map(Double.init),
          counts: keepsCounts ? data.counts.map(Double.init) : counts(times))
      }
      var weights = Matrix(rows: nodes, columns: sets)
      for (set, replicate) in drawn.enumerated() {
        for n in 0..<nodes { weights[n, set] = replicate.weights[n] }
      }
      let odds = together.logOdds(weights: weights, setCounts: drawn.map(\.counts))
      for (set, replicate) in drawn.enumerated() {
        values.append(odds[set] ?? logOdds(replicate) ?? .nan)
      }
    }
    let finite = values.filter(\.isFinite)
    return BootstrapSpread(values).map {
      Resampled(
        error: ResampledError(standardError: $0.standardError, undefined: $0.undefined),
        mean: finite.reduce(0, +) / Double(finite.count), used: $0.used)
    }
  }

  /// One resampled data set.
  private struct ReplicateWeights: Sendable {
    /// Of the nodes, or of the samples where they are taken one by one.
    let weights: [Double]
    /// [strengths].
    let counts: [Double]
  }

  private static let setsAtOnce = 50
  /// Numbers that the weights of some sets fill at the most.
  private static let mostWeights = 1 << 24

  /// The weights of each strength's samples added up.
  private func counts(_ times: [UInt16]) -> [Double] {
    var first = 0
    return data.counts.map { count in
      defer { first += count }
      return times[first..<first + count].reduce(0) { $0 + Double($1) }
    }
  }

  /// L(0) of weighted samples by the full solver; nil where the equations do not settle or a class
  /// is gone.
  private func logOdds(_ replicate: ReplicateWeights) -> Double? {
    let (counts, weights) = (replicate.counts, replicate.weights)
    let (scores, labels) = (compression?.scores ?? scores, compression?.labels ?? data.outcomes)
    let present = counts.indices.filter { counts[$0] > 0 }
    let used = weights.indices.filter { weights[$0] != 0 }
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
    let logDenominators = pass.logDenominators(at: solution)
    let least = logDenominators.min() ?? 0
    func probability(_ set: SampleClass) -> Double {
      used.indices.reduce(0) { sum, n in
        labels[used[n]] == set
          ? sum + weights[used[n]] * exp(least - logDenominators[n]) : sum
      }
    }
    let value = log(probability(.a)) - log(probability(.b))
    return value.isFinite ? value : nil
  }
}

/// Does independent pieces of work, on all processors where each is large.
///
/// - Parameters:
///   - size: of one piece, in numbers to be read.
/// - Returns: the results in order, whatever the number of threads.
private func inParallel<Result: Sendable>(
  _ count: Int, each size: Int, _ work: (Int) -> Result
) -> [Result] {
  if size < 1 << 16 { return (0..<count).map(work) }
  var results = [Result?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { results in
    // Each place is written once, by one thread.
    nonisolated(unsafe) let places = results
    nonisolated(unsafe) let work = work
    DispatchQueue.concurrentPerform(iterations: count) { places[$0] = work($0) }
  }
  return results.map { $0! }
}
