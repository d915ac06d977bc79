import Estimation
import Foundation

/// Plain runs on the readout pool beside the same runs on the confirmation pool.
struct PoolComparison {
  let row: ConfirmationRow
  /// L on the readout pool at the run grain.
  private let readoutRun: Double?

  /// - Parameters:
  ///   - arm: runs without pressure; shares are over bases where these are shared, as L is.
  ///   - inputs: of the confirmation pool.
  ///   - hasOdds: whether anything is said of the odds.
  init(_ arm: MeasuredArm, _ reading: Reading, inputs: Int, hasOdds: Bool) {
    let tallies = arm.bases.isEmpty ? [arm.tally] : arm.tallies.filter { $0.runs > 0 }
    let confirmed = tallies.compactMap { $0.pools?.confirmation }
    let shares = confirmed.count == tallies.count && arm.tally.runs > 0
      ? Shares(groups: confirmed) : nil
    func mean(_ answers: (Tally) -> Int) -> Double {
      tallies.reduce(0) { $0 + Double(answers($1)) / Double(max(1, $1.confirmationAll)) }
        / Double(max(1, tallies.count))
    }
    let (answersA, answersB) = (mean(\.confirmationA), mean(\.confirmationB))
    readoutRun = arm.logOdds(rule: 0)
    row = ConfirmationRow(
      inputs: inputs, a: shares?.a, b: shares?.b, other: shares?.other, failed: shares?.failed,
      answersA: answersA, answersB: answersB, logOdds: hasOdds ? logRatio(answersA, answersB) : nil,
      logOddsRun: hasOdds ? shares.flatMap { logRatio($0.a, $0.b) } : nil,
      jointError: Self.jointError(arm.tally, reading, inputs: inputs))
  }

  /// Other runs would move both pools' L together, other inputs each for itself: a pool of n inputs
  /// by as much as the readout pool's resamples show, times the root of its size over n.
  private static func jointError(_ plain: Tally, _ reading: Reading, inputs: Int) -> Double? {
    guard inputs > 0, let overRuns = plain.pools?.varianceOfDifference,
      let poolError = plain.poolError(.run, reading)
    else { return nil }
    let overInputs = poolError * poolError * (1 + Double(reading.inputs) / Double(inputs))
    return (overRuns + overInputs).squareRoot()
  }

  /// What a reader must know where the two pools tell different things; nil where they agree or
  /// cannot be compared.
  ///
  /// - Parameter headline: what the verdict rests on.
  func warning(_ headline: EstimatorResult?, grain: Grain) -> String? {
    switch grain {
    case .run:
      guard let readoutRun, let confirmed = row.logOddsRun, let error = row.jointError,
        abs(readoutRun - confirmed) > 2 * error
      else { return nil }
      return "at the run grain L is \(Wording.nats(readoutRun)) on the readout pool and "
        + "\(Wording.nats(confirmed)) on the confirmation pool, which is more than twice their "
        + "joint error (\(Wording.nats(error))) apart"
    case .answer:
      guard let confirmed = row.logOdds, let interval = headline?.estimate.interval,
        !interval.contains(confirmed)
      else { return nil }
      return "L on the confirmation pool, \(Wording.nats(confirmed)), lies outside the interval"
    }
  }
}
