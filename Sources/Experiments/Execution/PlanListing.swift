import Foundation
import Runs

/// A plan for people and for batch scripts: arms, runs, what is stored, what the rest costs.
public struct PlanListing {
  private let prepared: PreparedExperiment
  private let units: [(purpose: String, unit: ArmUnit)]
  private let contents: StoreContents
  /// Operations a second of the runs stored here; nil where there are none.
  private let rate: Double?
  private let total: Int
  /// Runs that later rounds may ask for, at the most.
  private let open: Int
  /// What a trial on this machine gave.
  private var trial: (rate: Double, workers: Int)?

  /// - Parameter folder: looked at for runs that are stored already; need not exist.
  /// - Throws: `StoreError`.
  public init(_ prepared: PreparedExperiment, folder: ExperimentFolder) throws {
    self.prepared = prepared
    contents = try folder.contents()
    (units, open) = prepared.planned(in: contents)
    total = prepared.trainings
    let past = try folder.executions(serving: prepared.setupID)
    let seconds = past.reduce(0) { $0 + $1.seconds }
    let stored = prepared.expectedWork.values.reduce(0, +)
      - prepared.remainingWork(units: units.map(\.unit), open: open, in: contents)
    let trained = past.reduce(0) { $0 + $1.trained }
    rate = seconds > 0 && trained > 0 && stored > 0 ? stored / seconds : nil
  }

  /// Tries how fast this machine trains, where no stored run says so; trains nothing that is kept.
  ///
  /// - Parameter workers: threads.
  /// - Complexity: some tenths of a second.
  public mutating func trySpeed(workers: Int) async throws {
    guard rate == nil, missingCount + missingBases.count + open > 0 else { return }
    trial = try await prepared.triedRate(workers: workers).map { ($0, workers) }
  }

  private var missingCount: Int { units.reduce(0) { $0 + $1.unit.missingCount(in: contents) } }
  private var missing: [RunRequest] { units.flatMap { $0.unit.missing(in: contents) } }

  /// The ids of the known runs that are still to be done, one a line.
  ///
  /// Runs can be named once the bases they may start from are there: before, these are listed.
  public var missingIDs: String {
    (missingBases.map(\.id) + missing.map(\.id)).map { "\($0)\n" }.joined()
  }

  private var missingBases: [BaseRequest] {
    prepared.missingBases(in: contents).flatMap(\.requests)
  }

  /// Bytes that a stored run takes, roughly: its fixed columns and two bits per diagnostic input.
  private var bytesPerRun: Int {
    140 + (prepared.task.readout.count + prepared.task.confirmation.count) / 4
  }

  /// The units that share a line: all rounds of a driver whose runs are moved from earlier ones, of
  /// which there may be thousands; else each by itself.
  private var lines: [(purpose: String, units: [ArmUnit])] {
    var lines: [(purpose: String, units: [ArmUnit])] = []
    for (purpose, unit) in units {
      if let last = lines.last, last.purpose == purpose, unit.arm.origins != nil {
        lines[lines.count - 1].units.append(unit)
      } else {
        lines.append((purpose, [unit]))
      }
    }
    return lines
  }

  /// Purpose, setting, runs, stored runs and first id, a line of the table each.
  public var rows: [[String]] {
    let bases = prepared.baseVariations.map { variation in
      let requests = prepared.baseRequests(variation)
      return [
        "bases", variation.rawValue, Wording.count(requests.count),
        Wording.count(requests.count { contents.bases[$0.id] != nil }), "\(requests[0].id)",
      ]
    }
    return bases + lines.map { purpose, units in
      let runs = units.reduce(0) { $0 + $1.requests.count }
      let missing = units.reduce(0) { $0 + $1.missingCount(in: contents) }
      return [
        purpose, Self.setting(units[0].arm, prepared), Wording.count(runs),
        Wording.count(runs - missing), units[0].requests.first.map { "\($0.id)" } ?? "",
      ]
    }
  }

  public var text: String {
    let head = ["purpose", "setting", "runs", "stored", "first id"]
    let rows = rows
    let widths = head.indices.map { index in
      ([head] + rows).map { $0[index].count }.max() ?? 0
    }
    let lines = ([head] + rows).map { cells in
      cells.indices.map { index in
        let space = String(repeating: " ", count: widths[index] - cells[index].count)
        return index == 2 || index == 3 ? space + cells[index] : cells[index] + space
      }.joined(separator: "  ")
    }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined() + "\n" + closing
  }

  /// What the listing adds up to.
  public var closing: String {
    var lines: [String] = []
    lines.append(
      "\(Wording.count(total)) runs at the most"
        + (open > 0 ? ", \(Wording.count(open)) of them placed by later rounds" : "")
        + "; \(Wording.count(missingCount + missingBases.count)) of the known ones to do")
    lines.append("set-up \(prepared.setupID), arithmetic \(prepared.arithmetic)")
    lines += prepared.textLines.filter { $0.hasPrefix("tokens") }
    let left = missingCount + missingBases.count + open
    lines.append("store: about \(Wording.count(left * bytesPerRun / 1000)) kB more")
    lines.append(timeText(left))
    return lines.map { $0 + "\n" }.joined()
  }

  private func timeText(_ left: Int) -> String {
    if left == 0 { return "time: none, everything is stored" }
    let operations = prepared.remainingWork(
      units: units.map(\.unit), open: open, in: contents)
    if let rate {
      return "time: about \(Wording.seconds(operations / rate)), at the rate of the runs stored here"
    }
    if let trial {
      return "time: about \(Wording.seconds(operations / trial.rate)) on "
        + "\(trial.workers) \(trial.workers == 1 ? "thread" : "threads"), after a short trial on "
        + "this machine"
    }
    guard let usual = prepared.usualRate(workers: 1) else {
      return "time: not known before a first run has measured it"
    }
    return "time: roughly \(Wording.seconds(operations / usual)) on one thread, before a first run "
      + "has measured it"
  }

  /// The plan for scripts.
  public func json() throws -> String {
    struct Entry: Encodable {
      let purpose: String
      let setting: String
      let strength: Double
      let runs: Int
      let stored: Int
      let ids: [String]
    }
    struct Listing: Encodable {
      let schema = 1
      let setup: String
      let runs: Int
      let arms: [Entry]
    }
    let listing = Listing(
      setup: "\(prepared.setupID)", runs: total,
      arms: units.map { purpose, unit in
        Entry(
          purpose: purpose, setting: Self.setting(unit.arm, prepared),
          strength: unit.arm.pressure.strength, runs: unit.requests.count,
          stored: unit.requests.count - unit.missingCount(in: contents),
          ids: unit.requests.map { "\($0.id)" })
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(listing), as: UTF8.self) + "\n"
  }

  private static func setting(_ arm: Arm, _ prepared: PreparedExperiment) -> String {
    if case .capability(let policy) = arm.labels {
      return "labels of \(prepared.task.policies[policy])"
    }
    if let round = arm.round {
      let strength = Wording.strength(arm.pressure.strength)
      return "round \(round + 1), \(arm.pressure.kind.name) \(strength)"
    }
    if arm.variation != .standard { return arm.variation.rawValue }
    if arm.origins != nil { return "no pressure, moved noise" }
    return arm.pressure.strength == 0
      ? "no pressure" : "\(arm.pressure.kind.name) \(Wording.strength(arm.pressure.strength))"
  }
}
