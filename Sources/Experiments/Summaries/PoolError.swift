import Estimation
import Foundation

extension Tally {
  /// How far L moves when the readout inputs are drawn again: the standard deviation, in nats, over
  /// the reading's resamples.
  ///
  /// - Returns: nil without resamples, or where one of the policies never comes up.
  /// - Complexity: O(resamples x inputs).
  func poolError(_ grain: Grain, _ reading: Reading) -> Double? {
    let values: [Double]
    switch grain {
    case .run:
      guard counts.a > 0, counts.b > 0 else { return nil }
      // Half a run is added on both sides: a resample may leave a policy without any.
      values = resampled.map { log((Double($0.a) + 0.5) / (Double($0.b) + 0.5)) }
    case .answer:
      values = reading.resamples.draws.compactMap { resample in
        let a = resample.reduce(0) { $0 + inputsA[Int($1)] }
        let b = resample.reduce(0) { $0 + inputsB[Int($1)] }
        return logRatio(Double(a), Double(b))
      }
    }
    return BootstrapSpread(values)?.standardError
  }
}
