import Foundation

/// One row: an estimator on one system.
public struct CalibrationCell: Sendable {
  /// What is special about the system; its own within the family.
  public let name: String
  /// What is estimated, mostly in nats; nil where every replicate has a truth of its own.
  public let truth: Double?
  /// 1/P of the rarer outcome at zero pressure: squared error times runs of plain counting; nil
  /// where nothing rare is estimated.
  public let plainCost: Double?
  /// What one replicate came to; all its draws follow from the seed.
  public let replicate: @Sendable (_ seed: UInt64) -> CalibrationAnswer

  public init(
    _ name: String, truth: Double? = nil, plainCost: Double? = nil,
    replicate: @escaping @Sendable (_ seed: UInt64) -> CalibrationAnswer
  ) {
    self.name = name
    self.truth = truth
    self.plainCost = plainCost
    self.replicate = replicate
  }

  /// A row whose truth is a log odds, so that 1/P = 1 + exp(|truth|).
  init(
    _ name: String, logOdds: Double,
    replicate: @escaping @Sendable (_ seed: UInt64) -> CalibrationAnswer
  ) {
    self.init(name, truth: logOdds, plainCost: 1 + exp(abs(logOdds)), replicate: replicate)
  }

  /// A row whose truth is ln P of a rare event.
  init(
    _ name: String, logProbability: Double,
    replicate: @escaping @Sendable (_ seed: UInt64) -> CalibrationAnswer
  ) {
    self.init(
      name, truth: logProbability, plainCost: exp(-logProbability), replicate: replicate)
  }
}
