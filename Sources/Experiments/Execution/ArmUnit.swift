import Runs

/// An arm of a plan with its runs named, and the way in which they are kept.
public struct ArmUnit: Sendable {
  public let arm: Arm
  public let requests: [RunRequest]
  /// How the runs are read into a tally.
  let reading: Reading
  /// The index of each run's shared base; empty without shared bases.
  let bases: [Int]
  /// The blocks of counts the runs are kept as; nil where each run has its own row.
  let blocks: [Block]?

  struct Block: Sendable {
    let id: Fingerprint
    /// Which of the arm's requests.
    let range: Range<Int>
  }

  /// Plain arms above this many runs are kept as blocks of counts.
  static let mostRows = 20_000
  static let runsPerBlock = 1_000

  init(arm: Arm, requests: [RunRequest], bases: [Int], reading: Reading) {
    self.arm = arm
    self.requests = requests
    self.bases = bases
    self.reading = reading
    guard requests.count > Self.mostRows, bases.isEmpty, arm.round == nil, arm.origins == nil
    else {
      blocks = nil
      return
    }
    blocks = stride(from: 0, to: requests.count, by: Self.runsPerBlock).map { start in
      let range = start..<min(start + Self.runsPerBlock, requests.count)
      var builder = FingerprintBuilder("block of counts")
      builder.combine(reading.identity)
      for request in requests[range] { builder.combine(request.id) }
      return Block(id: builder.finish(), range: range)
    }
  }

  /// Whether later runs need these runs' answers.
  var keepsAnswers: Bool { arm.round != nil }

  /// The requests whose runs, blocks or answers are not there.
  func missing(in contents: StoreContents) -> [RunRequest] {
    guard let blocks else {
      return requests.filter {
        contents.runs[$0.id] == nil || keepsAnswers && contents.answers[$0.id] == nil
      }
    }
    return blocks.filter { contents.blocks[$0.id] == nil }.flatMap { requests[$0.range] }
  }

  /// Adds the runs up, in the order of their indices.
  ///
  /// - Throws: `IncompleteError` where runs are missing.
  func measure(in contents: StoreContents, task: EncodedTask) throws -> MeasuredArm {
    var tally = Tally(reading)
    if let blocks {
      let shape = tally
      for block in blocks {
        guard let counts = contents.blocks[block.id]?.tally(like: shape) else {
          throw IncompleteError(missing: missing(in: contents).count)
        }
        tally = tally + counts
      }
      return MeasuredArm(arm: arm, tally: tally)
    }
    var byBase: [Int: Tally] = [:]
    var readouts: [Readout] = []
    var scored: [ScoredReadout] = []
    if arm.origins != nil { scored.reserveCapacity(requests.count) }
    for (index, request) in requests.enumerated() {
      guard let run = contents.runs[request.id] else {
        throw IncompleteError(missing: missing(in: contents).count)
      }
      tally.add(run.readout, reading)
      if !bases.isEmpty {
        byBase[bases[index], default: Tally(reading.withoutResamples())].add(
          run.readout, reading.withoutResamples())
      }
      if arm.round != nil { readouts.append(run.readout) }
      if arm.origins != nil { scored.append(ScoredReadout(run.readout, rule: reading.rules[0])) }
    }
    return MeasuredArm(
      arm: arm, tally: tally, bases: byBase,
      sequences: arm.round == nil
        ? nil
        : try MeasuredRound(
          readouts, requests: requests, rule: reading.rules[0], task: task, contents: contents),
      scored: scored)
  }
}

/// A folder that holds only a part of what its experiment asks for.
public struct IncompleteError: Error, Sendable, CustomStringConvertible {
  /// Runs or bases missing in the first round that is not complete.
  public let missing: Int

  public var description: String {
    "the experiment is not finished: \(missing) runs of its current round are missing; "
      + "give the `tiltmeter run` command again, it goes on from here"
  }
}

/// No base can do what runs start from.
public struct GateError: Error, Sendable, CustomStringConvertible {
  let bases: Int
  let gate: Double
  /// The best base's worst share.
  let best: Double

  public var description: String {
    "none of \(bases) bases passes its gate: the best has \(Wording.share(best)) of the worst "
      + "persona's unseen inputs right, \(Wording.share(gate)) are asked for; raise "
      + "pretraining.steps or the task's pretraining items, widen learner.hidden, or lower "
      + "pretraining.gate"
  }
}
