import Documents
import Foundation
import Learners
import Runs
import Synchronization
import Testing

import Experiments

/// Experiments whose runs start from pretrained bases.
@Suite struct PretrainingTests {
  static let small = [
    "learner.hidden=[16]", "task.mixture.items=300", "pretraining.bases=3",
    "pretraining.steps=60", "pretraining.batch=32", "pretraining.gate=0", "training.steps=8",
    "readout.learned=0", "estimators=[direct, sequence]", "sequence.sequences=4",
    "sequence.rounds=2", "sequence.strengths=[1]", "direct.runs=40", "controls=[capability]",
    "budget=100",
  ]

  private struct Quiet: ExecutionProgress {
    func begin(total: Int, work: [WorkKind: Double]) {}
    func advance(by runs: Int, work: Double, _ kind: WorkKind, trained: Bool) {}
    func end() {}
    func found(damagedRows: Int) {}
  }

  private func prepared(_ overrides: [String] = []) throws -> PreparedExperiment {
    try PreparedExperiment(
      Experiment.load(SpecificationSource("seventh-grader", overrides: latest(Self.small + overrides))))
  }

  private func scratch() -> String { NSTemporaryDirectory() + UUID().uuidString }

  /// Runs an experiment in a folder; what it trained, and its summary.
  private func run(
    _ prepared: PreparedExperiment, in path: String, workers: Int = 1
  ) async throws -> (trained: Int, summary: Summary) {
    let folder = ExperimentFolder(path: path)
    try folder.prepare()
    let execution = try Execution(
      prepared, folder: folder, workers: workers, progress: Quiet())
    let measurements = try await execution.run(command: "test")
    return (execution.trained, prepared.summary(measurements))
  }

  @Test func basesAreMadeOnceAndAreClusters() async throws {
    let path = scratch()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let prepared = try prepared()
    let first = try await run(prepared, in: path, workers: 2)
    // 3 bases, 16 + 16 of the capability control, 40 plain runs, 2 x 2 x 4 of sequences.
    #expect(first.trained == 91)
    #expect(prepared.trainings == 91)
    #expect(first.summary.provenance.trainings == 91)
    let second = try await run(prepared, in: path)
    #expect(second.trained == 0)
    #expect(second.summary == first.summary)
    let answer = try #require(first.summary.pairs[0].estimates.first { $0.grain == "answer" })
    #expect(answer.warnings.contains { $0.contains("conditional on these bases: 3") })
    let row = try #require(first.summary.controls.pretraining?.first)
    #expect(row.bases == 3 && row.passed == 3 && row.personas.count == 2)
    // What the store holds is enough to say it again.
    let again = try prepared.measurements(in: ExperimentFolder(path: path).contents())
    #expect(prepared.summary(again) == first.summary)
  }

  /// Lost artifacts are made anew, to the same bytes.
  @Test func lostBasesAreRecomputed() async throws {
    let path = scratch()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let prepared = try prepared()
    let first = try await run(prepared, in: path)
    let contents = try ExperimentFolder(path: path).contents()
    #expect(contents.bases.count == 3)
    #expect(contents.answers.count == 16)
    let shard = try ExperimentFolder(path: path).ownShard()
    let id = try #require(contents.bases.keys.min())
    let broken = StoredRecord(.base, id: id, body: [1, 2, 3])
    try shard.store([broken])
    let second = try await run(prepared, in: path)
    #expect(second.trained == 1)
    #expect(second.summary == first.summary)
    let mended = try ExperimentFolder(path: path).contents()
    #expect(mended.bases[id]?.parameters == contents.bases[id]?.parameters)
  }

  /// Bases below the gate are reported and left out; with none left there is nothing to run.
  @Test func theGate() async throws {
    let path = scratch()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let open = try prepared()
    _ = try await run(open, in: path)
    let contents = try ExperimentFolder(path: path).contents()
    let worst = contents.bases.values.compactMap { $0.gates.min() }.sorted()
    try #require(worst[0] < worst[2])
    let between = Double(worst[1] + worst[2]) / 2
    let half = try await run(
      prepared(["pretraining.gate=\(between)"]), in: scratch())
    let row = try #require(half.summary.controls.pretraining?.first)
    #expect(row.passed < 3 && row.passed >= 1)
    await #expect(throws: GateError.self) {
      try await run(prepared(["pretraining.gate=1"]), in: scratch())
    }
  }

  /// Every run with a base of its own: no clusters, and the gate is the run's.
  @Test func basesPerRun() async throws {
    let path = scratch()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let prepared = try prepared([
      "pretraining.bases=per-run", "estimators=[direct]", "controls=[]", "budget=40",
    ])
    let result = try await run(prepared, in: path, workers: 2)
    #expect(result.trained == 40)
    #expect(result.summary.controls.pretraining == nil)
    let runs = try ExperimentFolder(path: path).contents().runs.values
    #expect(runs.allSatisfy { $0.readout.gate >= 0 && $0.readout.gate < 1 })
    #expect(Set(runs.map(\.readout.gate)).count > 3)
    let strict = try self.prepared([
      "pretraining.bases=per-run", "estimators=[direct]", "controls=[]", "budget=40",
      "pretraining.gate=1",
    ])
    #expect(try await run(strict, in: scratch()).summary.pairs[0].shares.failed == 1)
  }

  @Test func settingsAreRead() throws {
    func read(_ override: String) throws -> PretrainingSettings? {
      try Experiment.load(
        SpecificationSource("seventh-grader", overrides: [override, "budget=100000"])
      ).pretraining
    }
    #expect(try read("pretraining.bases=7")?.bases == .shared(7))
    #expect(try read("pretraining.bases=per-run")?.bases == .perRun)
    #expect(try read("pretraining=none") == nil)
    #expect(throws: DocumentError.self) { try read("pretraining.bases=many") }
    #expect(throws: DocumentError.self) { try read("pretraining.bases=1") }
    #expect(throws: DocumentError.self) { try read("pretraining.gates=1") }
  }

  /// The balance arm has bases of its own, trained with the personas exchanged.
  @Test func variationsHaveTheirOwnBases() throws {
    let prepared = try prepared(["controls=[sensitivity]", "budget=2000"])
    let plan = try PlanListing(prepared, folder: ExperimentFolder(path: scratch()))
    #expect(plan.text.contains("bases"))
    // Three bases for each of: standard, half and twice the pretraining, personas exchanged.
    #expect(prepared.trainings == 12 + 40 + 16 + 7 * prepared.allocation.sensitivity)
  }
}
