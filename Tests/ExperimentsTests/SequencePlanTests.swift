import Documents
import Runs
import Testing

import Experiments

@Suite struct SequencePlanTests {
  private func experiment(_ overrides: [String]) throws -> Experiment {
    try Experiment.load(SpecificationSource("diagonal-grid", overrides: latest(overrides)))
  }

  private func problems(_ overrides: [String]) -> [String] {
    do {
      _ = try PreparedExperiment(experiment(overrides))
      return []
    } catch let error as DocumentError {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  static let sequences = [
    "estimators=[direct, sequence]", "sequence.rounds=3", "sequence.sequences=4",
    "sequence.strengths=[0.5, 2]", "sequence.mix-rate=0.5", "budget=400", "controls=[]",
    "direct.runs=40",
  ]

  @Test func roundsAreAskedForOneAfterTheOther() throws {
    let prepared = try PreparedExperiment(experiment(Self.sequences))
    var driver = try #require(prepared.drivers().first { $0.purpose == "sequence" })
    #expect(driver.runs == 36)
    var rounds: [[Arm]] = []
    while let arms = driver.next(after: []) { rounds.append(arms) }
    #expect(rounds.map { $0.map(\.pressure.strength) } == Array(repeating: [0, 0.5, 2], count: 3))
    #expect(rounds.map { $0.map(\.round) } == (0..<3).map { [$0, $0, $0] })
    #expect(rounds.joined().allSatisfy { $0.runs == 4 && $0.variation == .sequences })
  }

  /// The first round presses away from nothing, so it is plain runs.
  @Test func theFirstRoundIsPlain() throws {
    let prepared = try PreparedExperiment(experiment(Self.sequences))
    let units = prepared.plannedUnits(in: StoreContents()).filter { $0.purpose == "sequence" }
    #expect(units.count == 3)
    let requests = units.flatMap(\.unit.requests)
    #expect(requests.allSatisfy { $0.pressure.strength == 0 && $0.earlier.isEmpty })
    #expect(Set(requests.map(\.id)).count == 12)
  }

  /// `pressure.kind: diversity` and a block `sequence` ask for the same runs.
  @Test func diversityAsAPressure() throws {
    let long = try experiment([
      "pressure={kind: diversity, sameness: total-variation, rounds: 3, sequences: 4, "
        + "strengths: [0.5], mix-rate: 0.5}", "estimators=[direct, sequence]", "budget=400",
      "controls=[]", "direct.runs=40",
    ])
    #expect(long.estimators.map { type(of: $0).name } == ["direct", "sequence"])
    let settings = try #require(long.sequences)
    #expect(settings.sameness == .totalVariation)
    #expect(settings.rounds == 3)
    #expect(settings.strengths == [0.5])
  }

  @Test func whatCannotBeIsSaid() {
    #expect(
      problems(["estimators=[sequence]"]).first?.contains(
        "`sequence` is named first, and gives no odds") == true)
    #expect(
      problems(["pressure={kind: diversity}", "estimators=[direct, dose-response]"]).first?
        .contains("`dose-response` needs signed strengths") == true)
    #expect(
      problems(["pressure={kind: diversity}", "estimators=[direct, sequence]", "sequence.rounds=4"])
        .first?.contains("settings in `pressure` and in `sequence`") == true)
    #expect(
      problems(latest(Self.sequences + ["sequence.strengths=[1, 1]"])).first?.contains(
        "holds a strength twice") == true)
    #expect(
      problems(["pretraining={bases: 4}"]).first?.contains(
        "this task has nothing to pretrain on") == true)
  }
}
