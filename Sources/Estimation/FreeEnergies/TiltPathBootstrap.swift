import Foundation

/// L(0) by thermodynamic integration over resampled samples.
struct TiltPathBootstrap {
  let path: TiltPath
  /// Those at the strengths of the path.
  let samples: [TiltedSample]
  let replicates: Int
  let seed: UInt64

  /// Thinned scores are drawn again within each class and strength, and thinned outcomes at l*.
  ///
  /// - Complexity: O(replicates x samples).
  func byState() -> ResampledError? {
    let anchor = path.anchor
    let outcomes = anchor.isA.flatMap { chain in
      StatisticalInefficiency.subsample(length: chain.count, inefficiency: anchor.inefficiency)
        .map { chain[$0] }
    }
    return spread(purpose: 3) { random in
      func mean(_ values: [Double]) -> Double {
        var sum = 0.0
        for _ in values { sum += values[random.below(values.count)] }
        return sum / Double(values.count)
      }
      var a = 0
      for _ in outcomes where outcomes[random.below(outcomes.count)] { a += 1 }
      return path.logOdds(
        atAnchor: logRatio(Double(a), Double(outcomes.count - a)),
        differences: path.cells.map { mean($0.b.thinned) - mean($0.a.thinned) })
    }.map { ResampledError(standardError: $0.standardError, undefined: $0.undefined) }
  }

  /// Whole chains are drawn again, with all their samples, among those with which they may be
  /// exchanged; an independent draw is a chain by itself.
  ///
  /// - Returns: nil without chains, or with fewer than `ResampledError.leastChains` to choose from
  ///   somewhere. Resampling m chains understates a variance by (m - 1) / m, for which the error is
  ///   mended.
  /// - Complexity: O(samples + replicates x chains x strengths).
  func byChain() -> ResampledError? {
    if !path.cells.contains(where: \.hasChains) { return nil }
    let samples = self.samples.enumerated().map { index, sample in
      var sample = sample
      if sample.chain == nil { sample.chain = -1 - index }
      return sample
    }
    let strata = ChainStrata(samples, confinedExceptAt: path.anchor.strength)
    guard strata.fewest >= ResampledError.leastChains else { return nil }
    let places = Dictionary(
      uniqueKeysWithValues: path.cells.enumerated().map { ($0.element.strength, $0.offset) })
    // By chain: at each strength, how many of A and of B, and the sums of their scores.
    var sums: [Int: [SIMD4<Double>]] = [:]
    let empty = [SIMD4<Double>](repeating: .zero, count: path.cells.count)
    for sample in samples where sample.outcome == .a || sample.outcome == .b {
      let part =
        sample.outcome == .a
        ? SIMD4(1, sample.score, 0, 0) : SIMD4(0, 0, 1, sample.score)
      sums[sample.chain!, default: empty][places[sample.strength]!] += part
    }
    let anchor = places[path.anchor.strength]!
    let m = Double(strata.fewest)
    return spread(purpose: 4) { random in
      var totals = empty
      for stratum in strata.chains {
        for _ in stratum {
          guard let chain = sums[stratum[random.below(stratum.count)]] else { continue }
          for i in totals.indices { totals[i] += chain[i] }
        }
      }
      return path.logOdds(
        atAnchor: logRatio(totals[anchor][0], totals[anchor][2]),
        differences: totals.map { $0[3] / $0[2] - $0[1] / $0[0] })
    }.map {
      ResampledError(
        standardError: $0.standardError * (m / (m - 1)).squareRoot(), undefined: $0.undefined,
        degrees: strata.degrees)
    }
  }

  private func spread(
    purpose: UInt32, _ replicate: (inout ResamplingStream) -> Double
  ) -> BootstrapSpread? {
    BootstrapSpread(
      (0..<replicates).map { index in
        var random = ResamplingStream(seed: seed, purpose: purpose, replicate: UInt32(index))
        return replicate(&random)
      })
  }
}
