import Documents
import Estimation
import Foundation
import Runs
import Testing

import Experiments

/// Splitting as an experiment does it: the driver, its lineages, its settings.
@Suite struct SplittingTests {
  static let settings = [
    "estimators=[splitting, direct]", "controls=[]", "direct.runs=32", "budget=3000",
    "splitting.population=20", "splitting.populations=4", "splitting.large-populations=1",
    "training.steps=60", "training.batch=20",
  ]

  private func prepared(_ overrides: [String] = settings) throws -> PreparedExperiment {
    try PreparedExperiment(Experiment.load(SpecificationSource("slab", overrides: overrides)))
  }

  private func problems(_ name: String, _ overrides: [String]) -> [String] {
    do {
      _ = try Experiment.load(SpecificationSource(name, overrides: overrides))
      return []
    } catch let error as DocumentError {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  /// A round measured on a score that is known: the first latent of the run's noise, less a
  /// distance.
  private func measured(
    _ arm: Arm, _ noises: inout [Noise], reading: Reading, distance: Double = 3,
    block: NoiseBlock = .initialWeights, kind: Int? = nil
  ) throws -> MeasuredArm {
    let origins = try #require(arm.origins)
    let scored = origins.map { origin in
      let seed = UInt64(noises.count)
      switch origin {
      case .fresh: noises.append(.seed(seed))
      case .moved(let parent, let cosine):
        noises.append(.moved(from: noises[parent], cosine: cosine, seed: seed))
      }
      let latent = Double(noises[noises.count - 1].latents(block, count: 1)[0])
      let scores = PairScores(a: -latent, b: latent - distance)
      return ScoredReadout(
        margins: scores, counts: scores, outcome: latent > distance ? .b : .a,
        confirmed: .a, kind: latent > distance ? kind : nil)
    }
    return MeasuredArm(arm: arm, tally: Tally(reading), scored: scored)
  }

  /// The driver asks for the same runs again when it is shown the same rounds, and never moves what
  /// it has not seen.
  @Test func theDriverIsReplayable() throws {
    let prepared = try prepared()
    var rounds: [MeasuredArm] = []
    var noises: [Noise] = []
    var driver = try #require(prepared.drivers().first { $0.purpose == "splitting" })
    while let arms = driver.next(after: Array(rounds.suffix(1))) {
      let arm = try #require(arms.first)
      #expect(arms.count == 1 && arm.runs == arm.origins?.count)
      for case .moved(let parent, let cosine)? in arm.origins ?? [] {
        #expect(parent < noises.count)
        #expect(Set(cosine.keys).isSubset(of: [.initialWeights, .batchOrder]))
      }
      rounds.append(try measured(arm, &noises, reading: prepared.reading))
    }
    #expect(rounds.count > 8)
    #expect(noises.count <= driver.runs)
    #expect(noises.contains { $0.depth > 3 })
    var again = try #require(prepared.drivers().first { $0.purpose == "splitting" })
    for (index, round) in rounds.enumerated() {
      #expect(again.next(after: index == 0 ? [] : [rounds[index - 1]]) == [round.arm])
    }
    #expect(again.next(after: Array(rounds.suffix(1))) == nil)
  }

  /// A parent keeps its latents as long as rounds use it, and a dozen rounds longer.
  @Test func parentsForgetWhatIsNotUsed() throws {
    let noises = (0..<40).map {
      Noise.moved(from: .seed(UInt64($0)), cosine: [.initialWeights: 0.5], seed: 1)
    }
    func kept(_ noise: Noise) -> Int {
      if case .moved(let step) = noise { step.keptBytes } else { 0 }
    }
    var parents = RecentParents()
    for round in 1..<40 {
      parents.use([noises[0], noises[round], noises[round], .seed(3)])
      for noise in [noises[0], noises[round]] { _ = noise.latents(.initialWeights, count: 8) }
      #expect(kept(noises[0]) == 32)
      for (age, noise) in noises[1...round].reversed().enumerated() {
        #expect(kept(noise) == (age < RecentParents.rounds ? 32 : 0), "\(round) \(age)")
      }
    }
  }

  /// Kinds of B that runs under pressure reached and splitting never met are an alarm; where all of
  /// them were met, and nothing else is wrong, no undiscovered mode is assumed any more.
  @Test func kindsUnderPressureMustHaveBeenMet() throws {
    let prepared = try PreparedExperiment(
      Experiment.load(
        SpecificationSource(
          "seventh-grader",
          overrides: [
            "estimators=[splitting, dose-response]", "controls=[]", "budget=90000",
            "pretraining.bases=per-run", "direct.runs=32",
          ])))
    let reading = prepared.reading
    let kind = try #require(prepared.task.named.indices.first)
    var arms: [String: [MeasuredArm]] = [:]
    var driver = try #require(prepared.drivers().first { $0.purpose == "splitting" })
    var noises: [Noise] = []
    var tally = Tally(reading)
    for _ in 0..<40 { tally.add(plain(prepared, .a, hits: 0), reading) }
    while let arm = driver.next(after: Array(arms["splitting", default: []].suffix(1)))?.first {
      let round = try measured(
        arm, &noises, reading: reading, distance: 2.5, block: .baseWeights, kind: kind)
      arms["splitting", default: []].append(
        MeasuredArm(arm: arm, tally: tally, scored: round.scored))
    }
    func warnings(under pressure: [Int]) -> [String] {
      var pressed = Tally(reading)
      for hits in pressure { pressed.add(plain(prepared, .b, hits: hits), reading) }
      arms["dose-response"] = [
        MeasuredArm(
          arm: Arm(pressure: Pressure(kind: .toward, strength: 1), runs: 1), tally: pressed)
      ]
      return prepared.experiment.estimators[0].results(
        of: prepared, Measurements(arms: arms), level: 0.95)[0].warnings
    }
    let all = prepared.task.readout.count
    // As many inputs as B: B's own kind, which the final runs are not.
    let missed = warnings(under: [0])
    #expect(
      missed.contains {
        $0.hasPrefix("kinds of B reached under pressure and never met here: seventh-grader")
      }, "\(missed)")
    #expect(missed.contains("no undiscovered mode assumed"))
    let met = warnings(under: [all])
    #expect(
      !met.contains { $0.contains("never met here") || $0.contains("undiscovered") }, "\(met)")
    #expect(warnings(under: []).contains("no undiscovered mode assumed"))
  }

  /// A run that answers as one policy of the pair on all inputs but one, and as the first further
  /// policy on some.
  private func plain(
    _ prepared: PreparedExperiment, _ policy: DiagnosticAnswer, hits: Int
  ) -> Readout {
    let count = prepared.task.readout.count
    return Readout(
      answers: Array(repeating: policy, count: count - 1) + [.other], confirmation: [],
      trainingRight: 1, trainingCount: 1, score: 0, scoreA: 0,
      named: prepared.task.named.indices.map {
        NamedHits(all: $0 == 0 ? UInt16(hits) : 0, alone: 0)
      }, gradientRatio: 0, finalLoss: 0)
  }

  /// Every run of a finished experiment has its lineage in the store, from which it trains again to
  /// the same bits.
  @Test func storedLineagesTrainToTheSameBits() async throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let prepared = try prepared()
    let folder = ExperimentFolder(path: path)
    try folder.prepare()
    let execution = try Execution(prepared, folder: folder, workers: 2, progress: Silence())
    let measurements = try await execution.run(command: "test")
    let plan = try PlanListing(prepared, folder: folder).text.split(separator: "\n")
    #expect(plan.count { $0.hasPrefix("splitting  no pressure, moved noise") } == 1)
    #expect(plan.contains { $0.hasSuffix(" runs at the most; 0 of the known ones to do") })
    #expect(plan.contains("time: none, everything is stored"))
    let contents = try folder.contents()
    let replayed = try prepared.measurements(in: contents)
    #expect(replayed["splitting"].map(\.scored) == measurements["splitting"].map(\.scored))
    #expect(replayed["splitting"].map(\.arm) == measurements["splitting"].map(\.arm))
    let moved = contents.runs.values.filter { $0.lineage != nil }
    #expect(moved.count > 100)
    let requests = try moved.map { run in
      let noise = try #require(contents.noise(of: run.id))
      #expect(noise.depth > 0)
      return RunRequest(
        setup: prepared.setupID, labels: .training, pressure: .none, noise: noise)
    }
    #expect(Set(requests.map(\.id)) == Set(moved.map(\.id)))
    let deepest = requests.sorted { ($0.noise.depth, $0.id) > ($1.noise.depth, $1.id) }.prefix(40)
    #expect(deepest[0].noise.depth > 3)
    try await prepared.learner.train(Array(deepest), on: prepared.task, workers: 1) { runs in
      for run in runs {
        let readout = Readout(run, task: prepared.task, rule: prepared.experiment.rule)
        #expect(contents.runs[run.request.id]?.readout == readout)
      }
    }
  }

  /// Blocks that are moved are those that decide a run.
  @Test(arguments: [
    (["training.batch=full"], ["initial-weights"]),
    (["training.batch=20"], ["initial-weights", "batch-order"]),
  ])
  func onlyWhatDecidesARunIsMoved(overrides: [String], blocks: [String]) throws {
    let experiment = try Experiment.load(
      SpecificationSource("slab", overrides: overrides))
    #expect(
      experiment.learner.noiseBlocks(training: experiment.training, pretraining: nil)
        .map(\.rawValue) == blocks)
    #expect(
      experiment.learner.noiseBlocks(
        training: experiment.training, pretraining: experiment.training
      ).map(\.rawValue)
        == (blocks.count == 1
          ? ["base-weights"] : ["base-weights", "base-order", "batch-order"]))
  }

  /// Shared bases are one block of noise, whose one latent chooses among them evenly.
  @Test func sharedBasesAreABlock() throws {
    let experiment = try Experiment.load(
      SpecificationSource("seventh-grader", overrides: ["estimators=[direct]"]))
    #expect(experiment.noiseBlocks == [.base, .batchOrder])
    var counts = [Int](repeating: 0, count: 5)
    for seed in 0..<5000 { counts[Noise.seed(UInt64(seed)).base(of: 5)] += 1 }
    // Each is binomial around 1,000 with deviation 28: five deviations are passed once in a million.
    #expect(counts.allSatisfy { abs($0 - 1000) < 142 }, "\(counts)")
    let start = Noise.seed(7)
    let moved = Noise.moved(from: start, cosine: [.batchOrder: 0.3], seed: 8)
    #expect(moved.base(of: 24) == start.base(of: 24))
  }

  @Test func whatCannotBeIsSaid() {
    for bases in ["pretraining.bases=per-run", "pretraining.bases=24"] {
      #expect(
        problems(
          "seventh-grader", ["estimators=[direct, splitting]", "budget=100000", bases]) == [])
    }
    let few = problems("slab", ["splitting.runs=300", "splitting.population=20"])
    #expect(few.first?.contains("`splitting.runs` is 300") == true)
    #expect(few.first?.contains("need at least 320") == true)
    #expect(
      problems("slab", ["budget=5000"]).first?.contains("a budget of 5000 trainings is too small")
        == true)
    #expect(
      problems("slab", ["splitting.level-share=0.9"]).first?.contains(
        "`splitting.level-share`") == true)
    #expect(
      problems("slab", ["splitting.popluation=50"]).first?.contains(
        "did you mean `population`?") == true)
    #expect(
      problems("slab", ["splitting.population=3"]).first?.contains("from 20 to 10000000") == true)
  }

  private struct Silence: ExecutionProgress {
    func begin(total: Int, work: [WorkKind: Double]) {}
    func advance(by runs: Int, work: Double, _ kind: WorkKind, trained: Bool) {}
    func end() {}
    func found(damagedRows: Int) {}
  }
}
