/// An estimator on systems whose truth is known, and the rule that its intervals are held to.
///
/// To add one: one file in `Families` with a type that conforms to this protocol, one line in
/// `CalibrationFamilies.all`, one line in docs/calibration.md; its test is the calibration itself.
/// To add a row: one line in a family's `cells`.
public protocol CalibrationFamily: Sendable {
  /// In lower case with hyphens; names the family on the command line.
  static var name: String { get }
  /// What is estimated, in half a line.
  static var summary: String { get }
  static var rule: CoverageRule { get }
  static var cells: [CalibrationCell] { get }
}

/// The registry of families, in the order in which they are shown.
public enum CalibrationFamilies {
  public static let all: [any CalibrationFamily.Type] = [
    DirectFamily.self, DirectBoundFamily.self, DirectAnswersFamily.self, DirectBasesFamily.self,
    CrossedFamily.self, CrossedFewFamily.self, CrossedWidthFamily.self,
    DirectBasesEdgeFamily.self, DoseResponseFamily.self, DoseLineFamily.self, DoseFewFamily.self,
    DoseBendsFamily.self, DoseKinksFamily.self, DoseApartFamily.self, DoseBasesFamily.self,
    DoseEqualityFamily.self, IntegrationFamily.self, BennettFamily.self, MBARFamily.self,
    MovedApartMBARFamily.self, MovedApartBennettFamily.self, LadderFamily.self,
    LadderGridFamily.self, LadderNamedFamily.self,
    ExchangeFamily.self, SplittingFamily.self, DeceptionFamily.self, LastParticleFamily.self,
    DiscoveryFamily.self, UnseenMassFamily.self, RichnessFamily.self, TriangulationFamily.self,
  ]
}
