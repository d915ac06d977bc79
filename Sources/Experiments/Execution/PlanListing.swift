import Foundation
import Runs

/// A plan for people and for batch scripts: arms, runs, what is stored, what the rest costs.
public struct PlanListing {
  private let sweep: PreparedSweep
  private let cells: [CellPlan]
  private let contents: StoreContents
  /// Operations a second of the runs stored here; nil where there are none.
  private let rate: Double?
  /// What a trial on this machine gave.
  private var trial: (rate: Double, workers: Int)?

  /// - Parameter folder: looked at for runs that are stored already; need not exist.
  /// - Throws: `StoreError`.
  public init(_ prepared: PreparedExperiment, folder: ExperimentFolder) throws {
    try self.init(PreparedSweep(prepared), folder: folder)
  }

  /// - Parameter folder: looked at for runs that are stored already; need not exist.
  /// - Throws: `StoreError`.
  public init(_ sweep: PreparedSweep, folder: ExperimentFolder) throws {
    self.sweep = sweep
    let contents = try folder.contents()
    self.contents = contents
    cells = sweep.cells.map { CellPlan($0, in: contents) }
    let past = try folder.executions(serving: sweep.setups)
    let seconds = past.reduce(0) { $0 + $1.seconds }
    let stored = sweep.expectedWork.values.reduce(0, +)
      - cells.reduce(0) { $0 + $1.remainingWork(in: contents) }
    let trained = past.reduce(0) { $0 + $1.trained }
    rate = seconds > 0 && trained > 0 && stored > 0 ? stored / seconds : nil
  }

  /// Tries how fast this machine trains, where no stored run says so; trains nothing that is kept.
  ///
  /// - Parameter workers: threads.
  /// - Complexity: some tenths of a second.
  public mutating func trySpeed(workers: Int) async throws {
    guard rate == nil, let cell = cells.first(where: { $0.missing + $0.open > 0 }) else { return }
    trial = try await cell.prepared.triedRate(workers: workers).map { ($0, workers) }
  }

  private var open: Int { cells.reduce(0) { $0 + $1.open } }

  /// The ids of the known runs that are still to be done, one a line; of a sweep those that several
  /// cells ask for once.
  ///
  /// Runs can be named once the bases they may start from are there: before, these are listed.
  public var missingIDs: String {
    var seen = Set<Fingerprint>()
    let bases = cells.flatMap { plan in
      plan.prepared.missingBases(in: contents).flatMap(\.requests).map(\.id)
    }
    let runs = cells.flatMap { plan in
      plan.units.flatMap { $0.unit.missing(in: contents).map(\.id) }
    }
    return (bases + runs).filter { seen.insert($0).inserted }.map { "\($0)\n" }.joined()
  }

  /// The titles of the table's columns, and whether they hold numbers.
  public var columns: [(title: String, isNumber: Bool)] {
    let keys = sweep.sweep.keys
    let titles = sweep.sweep.isSwept
      ? keys + ["runs", "known", "shared", "stored", "set-up"]
      : ["purpose", "setting", "runs", "stored", "first id"]
    let numbers = sweep.sweep.isSwept ? keys.count..<keys.count + 4 : 2..<4
    return titles.enumerated().map { ($1, numbers.contains($0)) }
  }

  /// Of an experiment a line for each arm; of a sweep one for each cell.
  public var rows: [[String]] { sweep.sweep.isSwept ? cellRows.map(\.cells) : plainRows }

  /// What the listing adds up to.
  public var closing: String {
    (sweep.sweep.isSwept ? cellsClosing : plainClosing).map { $0 + "\n" }.joined()
  }

  public var text: String {
    let columns = columns
    let rows = [columns.map(\.title)] + rows
    let widths = columns.indices.map { index in rows.map { $0[index].count }.max() ?? 0 }
    let lines = rows.map { cells in
      cells.indices.map { index in
        let space = String(repeating: " ", count: widths[index] - cells[index].count)
        return columns[index].isNumber ? space + cells[index] : cells[index] + space
      }.joined(separator: "  ")
    }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined() + "\n" + closing
  }

  /// Bytes that a stored run takes, roughly: its fixed columns and two bits per diagnostic input.
  private static func bytesPerRun(_ prepared: PreparedExperiment) -> Int {
    140 + (prepared.task.readout.count + prepared.task.confirmation.count) / 4
  }

  private func timeText(left: Int, work: Double) -> String {
    if left == 0 { return "time: none, everything is stored" }
    if let rate {
      return "time: about \(Wording.seconds(work / rate)), at the rate of the runs stored here"
    }
    if let trial {
      return "time: about \(Wording.seconds(work / trial.rate)) on "
        + "\(trial.workers) \(trial.workers == 1 ? "thread" : "threads"), after a short trial on "
        + "this machine"
    }
    guard let usual = cells[0].prepared.usualRate(workers: 1) else {
      return "time: not known before a first run has measured it"
    }
    return "time: roughly \(Wording.seconds(work / usual)) on one thread, before a first run "
      + "has measured it"
  }
}

// MARK: One experiment

extension PlanListing {
  /// The units that share a line: all rounds of a driver whose runs are moved from earlier ones, of
  /// which there may be thousands; else each by itself.
  private func lines(of plan: CellPlan) -> [(purpose: String, units: [ArmUnit])] {
    var lines: [(purpose: String, units: [ArmUnit])] = []
    for (purpose, unit) in plan.units {
      if let last = lines.last, last.purpose == purpose, unit.arm.origins != nil {
        lines[lines.count - 1].units.append(unit)
      } else {
        lines.append((purpose, [unit]))
      }
    }
    return lines
  }

  private var plainRows: [[String]] {
    let plan = cells[0]
    let prepared = plan.prepared
    let bases = prepared.baseVariations.map { variation in
      let requests = prepared.baseRequests(variation)
      return [
        "bases", variation.rawValue, Wording.count(requests.count),
        Wording.count(requests.count { contents.bases[$0.id] != nil }), "\(requests[0].id)",
      ]
    }
    return bases + lines(of: plan).map { purpose, units in
      let runs = units.reduce(0) { $0 + $1.requests.count }
      let missing = units.reduce(0) { $0 + $1.missingCount(in: contents) }
      return [
        purpose, Self.setting(units[0].arm, prepared), Wording.count(runs),
        Wording.count(runs - missing),
        units[0].requests.isEmpty ? "" : "\(units[0].requests.id(0))",
      ]
    }
  }

  private var plainClosing: [String] {
    let plan = cells[0]
    let prepared = plan.prepared
    let left = plan.missing + plan.open
    return [
      "\(Wording.count(prepared.trainings)) runs at the most"
        + (plan.open > 0 ? ", \(Wording.count(plan.open)) of them placed by later rounds" : "")
        + "; \(Wording.count(plan.missing)) of the known ones to do",
      "set-up \(prepared.setupID), arithmetic \(prepared.arithmetic)",
    ] + prepared.textLines.filter { $0.hasPrefix("tokens") } + [
      "store: about \(Wording.count(left * Self.bytesPerRun(prepared) / 1000)) kB more",
      timeText(left: left, work: plan.remainingWork(in: contents)),
    ]
  }

  fileprivate static func setting(_ arm: Arm, _ prepared: PreparedExperiment) -> String {
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

// MARK: A sweep

extension PlanListing {
  private struct CellRow {
    let cells: [String]
    let saved: Int
    let missing: Int
    /// Of what is shared only what an earlier cell has not counted.
    let bytes: Double
    let work: Double
  }

  /// What each cell asks for, what of that earlier cells ask for too, and what is stored.
  private var cellRows: [CellRow] {
    var shared = SharedRuns(among: sweep.cells)
    return zip(sweep.sweep.cells, cells).map { cell, plan in
      let saved = shared.add(plan)
      let most = max(1, plan.known + plan.open)
      // What is shared is stored, and trained, once.
      let own = Double(max(0, plan.known + plan.open - saved)) / Double(most)
      return CellRow(
        cells: cell.settings.map(\.value.inlineText)
          + [plan.prepared.trainings, plan.known, saved, plan.known - plan.missing]
          .map(Wording.count) + ["\(plan.prepared.setupID)"],
        saved: saved, missing: plan.missing,
        bytes: own * Double((plan.missing + plan.open) * Self.bytesPerRun(plan.prepared)),
        work: own * plan.remainingWork(in: contents))
    }
  }

  private var cellsClosing: [String] {
    let rows = cellRows
    let saved = rows.reduce(0) { $0 + $1.saved }
    let missing = rows.reduce(0) { $0 + $1.missing }
    return [
      "\(Wording.count(sweep.trainings)) runs at the most in \(Wording.count(cells.count)) cells"
        + (open > 0 ? ", \(Wording.count(open)) of them placed by later rounds" : ""),
      "\(Wording.count(saved)) of the known ones are shared with an earlier cell: trained once, which "
        + "saves as many",
      "\(Wording.count(missing)) of the known ones are not stored, those that cells share counted in "
        + "each",
      "store: about \(Wording.count(Int(rows.reduce(0) { $0 + $1.bytes } / 1000))) kB more",
      timeText(left: missing + open, work: rows.reduce(0) { $0 + $1.work }),
    ]
  }
}

// MARK: For scripts

extension PlanListing {
  private struct Entry: Encodable {
    /// The cell of a sweep, from 0.
    let cell: Int?
    let purpose: String
    let setting: String
    let strength: Double
    let runs: Int
    let stored: Int
    let ids: [String]
  }

  private struct Cell: Encodable {
    let settings: [String: SummaryDetail]
    let setup: String
    let runs: Int
    /// Known runs and bases that an earlier cell asks for too.
    let shared: Int
  }

  private struct Listing: Encodable {
    let schema = 1
    /// Nil for a sweep, whose cells have their own.
    let setup: String?
    let runs: Int
    let arms: [Entry]
    let cells: [Cell]?
  }

  /// The plan for scripts.
  public func json() throws -> String {
    let isSwept = sweep.sweep.isSwept
    var shared = SharedRuns(among: sweep.cells)
    let listing = Listing(
      setup: isSwept ? nil : "\(cells[0].prepared.setupID)", runs: sweep.trainings,
      arms: cells.enumerated().flatMap { index, plan in
        plan.units.map { purpose, unit in
          Entry(
            cell: isSwept ? index : nil, purpose: purpose,
            setting: Self.setting(unit.arm, plan.prepared),
            strength: unit.arm.pressure.strength, runs: unit.requests.count,
            stored: unit.requests.count - unit.missingCount(in: contents),
            ids: unit.requests.indices.map { "\(unit.requests.id($0))" })
        }
      },
      cells: isSwept
        ? zip(sweep.sweep.cells, cells).map { cell, plan in
          Cell(
            settings: cell.details, setup: "\(plan.prepared.setupID)",
            runs: plan.prepared.trainings, shared: shared.add(plan))
        } : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(listing), as: UTF8.self) + "\n"
  }
}
