import Runs

/// Can the learner implement each policy at all? Trained on the training examples and on the
/// policy's answers to the pressure pool, read on the readout pool.
///
/// The training examples are part of it: on the pressure pool alone, where two policies' answers
/// are often each other's complement, a learner blind to what B reads would pass by negating A.
enum CapabilityControl {
  static let purpose = "capability"

  static func driver(pair: PolicyPair, runs: Int) -> FixedArms {
    FixedArms(
      purpose: purpose,
      // In the task's order, so that exchanging the pair asks for the same runs.
      arms: [pair.a, pair.b].sorted().map { Arm(labels: .capability(policy: $0), runs: runs) })
  }

  /// Passed where at least half of the runs became the policy's.
  static func rows(
    _ measured: [MeasuredArm], pair: PolicyPair, names: (a: String, b: String)
  ) -> [CapabilityRow] {
    let rows = measured.compactMap { entry -> CapabilityRow? in
      guard case .capability(let policy) = entry.arm.labels else { return nil }
      let isA = policy == pair.a
      let tally = entry.tally
      let reached = isA ? tally.counts.a : tally.counts.b
      return CapabilityRow(
        policy: isA ? names.a : names.b, runs: tally.runs, reached: reached,
        answers: isA ? tally.shares.meanA : tally.shares.meanB,
        passed: 2 * reached >= tally.runs)
    }
    return rows.filter { $0.policy == names.a } + rows.filter { $0.policy != names.a }
  }
}
