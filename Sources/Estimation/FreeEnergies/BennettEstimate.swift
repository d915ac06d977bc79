import Foundation
import Mathematics

/// The free-energy difference of two states from chains of work in both directions, with the error
/// that is to be reported.
public struct BennettEstimate: Hashable, Sendable {
  /// dF = f_1 - f_0 in nats.
  public let difference: Double
  /// The largest of the analytic one and of those by resampling, in nats.
  public let standardError: Double
  /// At the level.
  public let interval: Interval
  /// Works that are worth one independent one, forward and reverse.
  public let inefficiencies: [Double]
  /// Each error with its name, and what else a report shows.
  public let details: [Detail]
  public let warnings: [String]

  /// - Parameters:
  ///   - forward: u_1 - u_0 in nats of samples of state 0, chain by chain in the order of their
  ///     steps; an independent sample is a chain by itself.
  ///   - reverse: u_0 - u_1 of samples of state 1, likewise.
  ///   - level: of the interval, in (0, 1).
  ///   - replicates: of each bootstrap.
  ///   - seed: of the bootstrap.
  /// - Throws: `FreeEnergyError` as `Bennett` does, for the chains thinned by their statistical
  ///   inefficiency.
  /// - Complexity: O(works (replicates + correlation time)).
  public init(
    forward: [[Double]], reverse: [[Double]], level: Double, replicates: Int = 200,
    seed: UInt64 = 1
  ) throws(FreeEnergyError) {
    if !(level > 0 && level < 1) {
      throw .invalid("the level must lie between 0 and 1: give 0.95")
    }
    let sides = [forward, reverse].map { chains in chains.filter { !$0.isEmpty } }
    if sides.contains(where: { $0.contains { $0.contains { $0.isNaN || $0 == -.infinity } } }) {
      throw .invalid("a work is NaN or minus infinity: check what made it")
    }
    inefficiencies = sides.map(Self.inefficiency)
    let thinned = zip(sides, inefficiencies).map { chains, g in
      chains.map { chain in
        StatisticalInefficiency.subsample(length: chain.count, inefficiency: g).map { chain[$0] }
      }
    }
    let works = thinned.map { $0.flatMap { $0 } }
    let solved = try Bennett(forward: works[0], reverse: works[1])
    difference = solved.difference
    // What thinning leaves: works g apart still resemble one another.
    let residual = zip(thinned, inefficiencies).map { $1 > 1 ? Self.inefficiency($0) : 1 }.max()!
    func spread(
      purpose: UInt32, _ draw: (Int, inout ResamplingStream) -> [Double]
    ) -> BootstrapSpread? {
      BootstrapSpread(
        (0..<replicates).map { replicate in
          var random = ResamplingStream(
            seed: seed, purpose: purpose, replicate: UInt32(replicate))
          let (forward, reverse) = (draw(0, &random), draw(1, &random))
          return (try? Bennett(forward: forward, reverse: reverse).difference) ?? .nan
        })
    }
    let byState = spread(purpose: 5) { side, random in
      works[side].map { _ in works[side][random.below(works[side].count)] }
    }
    guard let byState else {
      throw .noOverlap("resampled works give no difference: add samples")
    }
    let errors = ReportedError(
      analytic: residual.squareRoot() * solved.standardError,
      byState: ResampledError(
        standardError: residual.squareRoot() * byState.standardError,
        undefined: byState.undefined),
      byChain: Self.byChain(sides) { byChain in
        spread(purpose: 6) { side, random in
          byChain[side].flatMap { _ in byChain[side][random.below(byChain[side].count)] }
        }
      })
    standardError = errors.largest
    let fewest = Double(works.map(\.count).min()!)
    let half = errors.largest * errors.quantile(level, degrees: max(1, fewest - 1))
    interval = Interval(low: difference - half, high: difference + half)
    details =
      [
        Detail("statistical_inefficiency", .numbers(inefficiencies)),
        Detail("overlap", .number(solved.overlap.overlap)),
        Detail("effective_samples_of_overlap", .number(solved.overlap.effectiveSamples)),
      ] + errors.details
    warnings = errors.warnings
  }

  /// Whole chains, drawn again where there are enough of two steps or more.
  private static func byChain(
    _ sides: [[[Double]]], _ spread: ([[[Double]]]) -> BootstrapSpread?
  ) -> ResampledError? {
    let counts = sides.map(\.count)
    guard sides.allSatisfy({ $0.contains { $0.count > 1 } }),
      counts.min()! >= ResampledError.leastChains
    else { return nil }
    let m = Double(counts.min()!)
    return spread(sides).map {
      ResampledError(
        standardError: $0.standardError * (m / (m - 1)).squareRoot(), undefined: $0.undefined,
        degrees: counts.reduce(0, +) - 2)
    }
  }

  /// Of the weight that a work has in the equation, by its rank: works may be infinite.
  private static func inefficiency(_ chains: [[Double]]) -> Double {
    let finite = chains.map { $0.map { $0.isFinite ? $0 : Double.greatestFiniteMagnitude } }
    let order = finite.flatMap { $0 }.sorted()
    guard let first = order.first, let last = order.last, first < last else { return 1 }
    var rank: [Double: Double] = [:]
    for (place, value) in order.enumerated() { rank[value] = Double(place) }
    return StatisticalInefficiency.estimate(finite.map { $0.map { rank[$0]! } })
  }
}
