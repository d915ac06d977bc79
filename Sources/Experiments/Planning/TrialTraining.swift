import Foundation
import Kernels
import Learners
import Runs

extension PreparedExperiment {
  /// Operations a second that usual machines do of such trainings: a first guess, right within a
  /// factor of three or so.
  ///
  /// - Parameter workers: threads that train.
  /// - Returns: nil for learners of which nothing is known.
  public func usualRate(workers: Int) -> Double? {
    guard experiment.learner is MLPSettings else { return nil }
    let width: Double = switch InstructionSet.widest {
    case .baseline: 0.5
    case .v3: 1
    case .v4: 1.6
    }
    return 7e10 * width * Double(workers)
  }

  /// Operations a second that this machine does of the experiment's own trainings, from a trial of
  /// the same networks with few steps.
  ///
  /// - Parameters:
  ///   - workers: threads that train.
  ///   - seconds: how long it takes, about.
  /// - Returns: nil where a single step takes longer.
  public func triedRate(workers: Int, seconds: Double = 0.3) async throws -> Double? {
    guard let usual = usualRate(workers: workers) else { return nil }
    let family = experiment.learner
    let runs = 32 * workers
    let training = experiment.training
    func operations(_ steps: Int) -> Double {
      family.operations(
        on: task,
        training: TrainingSettings(
          optimizer: training.optimizer, rate: training.rate, steps: steps, batch: training.batch),
        examples: task.training.count) * Double(runs)
    }
    let perStep = operations(1)
    guard perStep > 0, training.steps > 0, perStep / usual < seconds else { return nil }
    // Some steps at least, so that drawing weights and reading answers hardly count.
    let steps = min(training.steps, max(5, Int(min(1e6, usual * seconds / 3 / perStep))))
    let learner = family.learner(
      training: TrainingSettings(
        optimizer: training.optimizer, rate: training.rate, steps: steps, batch: training.batch),
      pretraining: nil)
    let clock = ContinuousClock()
    var start: ContinuousClock.Instant?
    var done = 0.0
    for round in 0... {
      let requests = (0..<runs).map {
        RunRequest(
          setup: SetupID(high: 0, low: 0), labels: .training, pressure: .none,
          noise: .seed(UInt64(round * runs + $0)))
      }
      try await learner.train(requests, on: task, workers: workers) { _ in }
      let now = clock.now
      // The first round finds code and memory cold.
      guard let start else {
        start = now
        continue
      }
      done += operations(steps)
      let elapsed = (now - start) / .seconds(1)
      if elapsed >= seconds { return done / elapsed }
    }
    return nil
  }
}
