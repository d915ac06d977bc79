import Runs

/// An arm of a plan with its runs named, and the way in which they are kept.
public struct ArmUnit: Sendable {
  public let arm: Arm
  public let requests: [RunRequest]
  /// How the runs are read into a tally.
  let reading: Reading
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

  init(arm: Arm, requests: [RunRequest], reading: Reading) {
    self.arm = arm
    self.requests = requests
    self.reading = reading
    guard requests.count > Self.mostRows else {
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

  /// The requests whose runs or blocks are not there.
  func missing(in contents: StoreContents) -> [RunRequest] {
    guard let blocks else { return requests.filter { contents.runs[$0.id] == nil } }
    return blocks.filter { contents.blocks[$0.id] == nil }.flatMap { requests[$0.range] }
  }

  /// Adds the runs up, in the order of their indices.
  ///
  /// - Throws: `IncompleteError` where runs are missing.
  func tally(in contents: StoreContents) throws -> Tally {
    var tally = Tally(reading)
    if let blocks {
      let shape = tally
      for block in blocks {
        guard let counts = contents.blocks[block.id]?.tally(like: shape) else {
          throw IncompleteError(missing: missing(in: contents).count)
        }
        tally = tally + counts
      }
      return tally
    }
    for request in requests {
      guard let run = contents.runs[request.id] else {
        throw IncompleteError(missing: missing(in: contents).count)
      }
      tally.add(run.readout, reading)
    }
    return tally
  }
}

/// A folder that holds only a part of what its experiment asks for.
public struct IncompleteError: Error, Sendable, CustomStringConvertible {
  /// Runs missing in the first round that is not complete.
  public let missing: Int

  public var description: String {
    "the experiment is not finished: \(missing) runs of its current round are missing; "
      + "give the `tiltmeter run` command again, it goes on from here"
  }
}

/// Names the runs of a driver's rounds, one after the other.
struct Replay {
  private let prepared: PreparedExperiment
  private let purpose: String
  private let reading: Reading
  private var offset = 0

  init(_ driver: any ArmDriver, prepared: PreparedExperiment) {
    self.prepared = prepared
    purpose = driver.purpose
    reading = driver.resamplesInputs ? prepared.reading : prepared.reading.withoutResamples()
  }

  mutating func units(of arms: [Arm]) -> [ArmUnit] {
    arms.map { arm in
      defer { offset += arm.runs }
      return ArmUnit(
        arm: arm, requests: prepared.requests(for: arm, purpose: purpose, offset: offset),
        reading: reading)
    }
  }

  func measure(_ units: [ArmUnit], in contents: StoreContents) throws -> [MeasuredArm] {
    try units.map { MeasuredArm(arm: $0.arm, tally: try $0.tally(in: contents)) }
  }
}

extension PreparedExperiment {
  /// Replays every driver from what is stored, without training.
  ///
  /// - Throws: `IncompleteError` where the store does not hold every run.
  public func measurements(in contents: StoreContents) throws -> Measurements {
    var arms: [String: [MeasuredArm]] = [:]
    for var driver in drivers() {
      var replay = Replay(driver, prepared: self)
      var round: [MeasuredArm] = []
      while let next = driver.next(after: round) {
        let units = replay.units(of: next)
        round = try replay.measure(units, in: contents)
        arms[driver.purpose, default: []] += round
      }
    }
    return Measurements(arms: arms)
  }

  /// The rounds that can be named from what is stored: all of them when the experiment is finished,
  /// else up to the first round that is not complete.
  public func plannedUnits(in contents: StoreContents) -> [(purpose: String, unit: ArmUnit)] {
    var planned: [(String, ArmUnit)] = []
    for var driver in drivers() {
      var replay = Replay(driver, prepared: self)
      var round: [MeasuredArm] = []
      while let next = driver.next(after: round) {
        let units = replay.units(of: next)
        planned += units.map { (driver.purpose, $0) }
        guard let measured = try? replay.measure(units, in: contents) else { break }
        round = measured
      }
    }
    return planned
  }
}
