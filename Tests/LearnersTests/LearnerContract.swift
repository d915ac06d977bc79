import Learners
import Runs
import Testing

/// What every learner owes: the same bits however its requests are grouped, ordered and shared
/// out, and one delivery for each.
///
/// - Parameters:
///   - learner: with few steps.
///   - task: small.
///   - requests: at least 17, best of several strengths and labels.
func expectLearnerContract(
  _ learner: any Learner, task: EncodedTask, requests: [RunRequest], supplies: Supplies = Supplies()
) async throws {
  let whole = try await Fixtures.train(
    learner, requests, on: task, supplies: supplies
  ).map(\.bits)
  #expect(whole.allSatisfy { !$0.isEmpty })

  let twoWorkers = try await Fixtures.train(
    learner, requests, on: task, supplies: supplies, workers: 2
  ).map(\.bits)
  #expect(twoWorkers == whole)

  for size in [1, 15, 17] {
    var parts: [[UInt64]] = []
    for start in stride(from: 0, to: requests.count, by: size) {
      let part = Array(requests[start..<min(start + size, requests.count)])
      parts += try await Fixtures.train(
        learner, part, on: task, supplies: supplies
      ).map(\.bits)
    }
    #expect(parts == whole, "groups of \(size)")
  }

  // A fixed shuffle: 7 has no divisor in common with the count, or the order is reversed.
  let count = requests.count
  let places = count % 7 == 0 ? (0..<count).reversed() : (0..<count).map { $0 * 7 % count }
  let shuffled = try await Fixtures.train(
    learner, places.map { requests[$0] }, on: task, supplies: supplies)
  #expect(shuffled.map(\.bits) == places.map { whole[$0] })

  for (run, request) in zip(
    try await Fixtures.train(learner, requests, on: task, supplies: supplies), requests)
  {
    #expect(run.request.id == request.id)
    #expect(run.training.count == task.training.count)
    #expect(run.readout.count == task.readout.count)
    #expect(run.confirmation.count == task.confirmation.count)
  }
}
