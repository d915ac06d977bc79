import Documents
import Runs

/// How diversity sequences are trained.
public struct SequenceSettings: Hashable, Sendable {
  public let sameness: SamenessKind
  /// Models in a sequence.
  public let rounds: Int
  /// Independent sequences at each strength.
  public let sequences: Int
  /// Above zero, in rising order; sequences without pressure stand beside them.
  public let strengths: [Double]
  /// Share of the pressure pool on which the pair differs, in [0, 1].
  public let mixRate: Double

  /// Trainings over all strengths, zero among them.
  public var runs: Int { sequences * rounds * (strengths.count + 1) }

  /// Reads `sameness`, `rounds`, `sequences`, `strengths` and `mix-rate`.
  init(reading reader: SettingsReader) {
    let kinds = SamenessKind.allCases.map(\.rawValue)
    let word = reader.choice(
      "sameness", among: kinds, default: SamenessKind.dBat.rawValue,
      "how a model is compared with the earlier ones of its sequence")
    sameness = SamenessKind(rawValue: word) ?? .dBat
    rounds = reader.integer("rounds", default: 6, in: 2...1000, "models in a sequence")
    sequences = reader.integer(
      "sequences", default: 50, in: 2...10_000_000, "independent sequences at each strength")
    let given: [Double]
    if reader.isScalar("strengths", "adaptive") {
      // Nothing is placed adaptively on a scale that has no sign: a sweep over decades.
      _ = reader.node("strengths")
      given = [0.01, 0.1, 1]
      reader.define(
        "strengths", default: .list([.number(1)]), expected: Self.strengthsInWords,
        Self.strengthsMeaning)
      reader.record("strengths", .text("adaptive"))
    } else {
      given = reader.numbers("strengths", default: [1], in: 0...1e6, Self.strengthsMeaning)
    }
    if reader.isSound("strengths"), given.isEmpty || Set(given).count < given.count {
      reader.diagnostics.report(
        reader.position(of: "strengths"),
        "`\(reader.dotted("strengths"))` is empty, or holds a strength twice",
        remedy: "give each strength once; sequences without pressure are always there")
    }
    strengths = given.filter { $0 > 0 }.sorted()
    mixRate = reader.number(
      "mix-rate", default: 1, in: 0...1, "share of the pressure pool on which the pair differs")
  }

  private static let strengthsInWords = "a list of numbers, or adaptive"
  private static let strengthsMeaning =
    "pressures of the sequences, zero beside them; adaptive: [0.01, 0.1, 1]"
}
