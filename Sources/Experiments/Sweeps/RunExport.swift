import Documents
import Foundation
import Runs

/// The runs of an experiment as rows for other programs, and for `estimate`, which reads them back.
///
/// Runs with rows of their own come one a row; those that are kept as counts of blocks come added up,
/// one row for each outcome.
public struct RunExport {
  /// Which runs are given.
  public enum Choice: Sendable {
    /// Independent runs of the experiment's own set-up, plain and under pressure: what `estimate`
    /// takes. Their outcome is the column `policy`.
    case plain
    /// Those of controls, sequences and moved noise too. Their outcome is the column `outcome`, so
    /// that nobody estimates from a mixture of them by accident.
    case all
  }

  public enum Form: String, CaseIterable, Sendable {
    case csv, jsonl
  }

  /// How a swept key's column begins.
  static let settingPrefix = "setting."
  /// Columns that `estimate` carries along without being told.
  static let carried = [
    "run_id", "purpose", "labels", "variation", "round", "share_a", "share_b", "margin_a", "margin_b",
    "gradient_ratio", "parent", "moved",
  ]

  private let sweep: PreparedSweep
  private let contents: StoreContents
  private let choice: Choice
  private let cells: [Int]

  /// - Parameters:
  ///   - cell: its place in the sweep, from 0; nil for all cells.
  /// - Throws: `StoreError`; `IncompleteError` where nothing is stored.
  public init(
    _ sweep: PreparedSweep, folder: ExperimentFolder, choice: Choice, cell: Int? = nil
  ) throws {
    self.sweep = sweep
    self.choice = choice
    contents = try folder.contents()
    cells = cell.map { [$0] } ?? Array(sweep.cells.indices)
  }

  private var keys: [String] { sweep.sweep.keys }

  /// Gives the rows in pieces of some thousands.
  ///
  /// - Returns: how many runs were given, and how many of those that are known are not stored.
  /// - Complexity: O(runs).
  public func write(
    _ form: Form, _ give: (String) throws -> Void
  ) throws -> (runs: Int, missing: Int) {
    let columns = keys.map { Self.settingPrefix + $0 }
      + ["strength", choice == .plain ? "policy" : "outcome", "count", "seed"]
      + (hasBases ? ["group"] : []) + Self.carried
    var lines = form == .csv ? [columns.map(Self.quoted).joined(separator: ",")] : []
    var given = 0
    var missing = 0
    func add(_ values: [Value]) throws {
      lines.append(
        form == .csv
          ? values.map(\.csv).joined(separator: ",") : Self.object(columns, values))
      if lines.count >= 4096 {
        try give(lines.joined(separator: "\n") + "\n")
        lines = []
      }
    }
    for cell in cells {
      let prepared = sweep.cells[cell]
      let settings = sweep.sweep.cells[cell].settings.map { Value($0.value) }
      for (purpose, unit) in prepared.planned(in: contents).units {
        let isPlain = unit.arm.origins == nil && unit.arm.round == nil
          && unit.arm.labels == .training && unit.arm.variation == .standard
        if choice == .plain, !isPlain { continue }
        missing += unit.missingCount(in: contents)
        for row in rows(unit, purpose, prepared) {
          given += row.count
          try add(settings + row.values)
        }
      }
    }
    if !lines.isEmpty { try give(lines.joined(separator: "\n") + "\n") }
    return (given, missing)
  }

  private var hasBases: Bool {
    cells.contains { (sweep.cells[$0].experiment.pretraining?.shared ?? 0) > 0 }
  }

  private struct Row {
    let count: Int
    let values: [Value]
  }

  private func rows(
    _ unit: ArmUnit, _ purpose: String, _ prepared: PreparedExperiment
  ) -> AnySequence<Row> {
    let names = prepared.experiment.pairNames
    func label(_ outcome: Outcome) -> Value {
      switch outcome {
      case .a: .text(names.a)
      case .b: .text(names.b)
      case .other: .text("other")
      case .failed: .text("failed")
      }
    }
    // As the pair stands, whichever policy is called b.
    let strength = Value.number(unit.arm.pressure.strength)
    let labels: Value
    if case .capability(let policy) = unit.arm.labels {
      labels = .text(prepared.task.policies[policy])
    } else {
      labels = .none
    }
    let kind: [Value] = [
      .text(purpose), labels,
      unit.arm.variation == .standard ? .none : .text(unit.arm.variation.rawValue),
      unit.arm.round.map { .integer($0 + 1) } ?? .none,
    ]
    if unit.blocks != nil {
      guard let measured = try? unit.measure(
        in: contents, task: prepared.setup(unit.arm.variation).task)
      else { return AnySequence([]) }
      let counts = measured.tally.counts
      return AnySequence(
        [(Outcome.a, counts.a), (.b, counts.b), (.other, counts.other), (.failed, counts.failed)]
          .filter { $0.1 > 0 }.map { outcome, count in
            Row(
              count: count,
              values: [strength, label(outcome), .integer(count), .none]
                + (hasBases ? [.none] : []) + [.none] + kind
                + Array(repeating: .none, count: Self.carried.count - 5))
          })
    }
    let rule = unit.reading.rules[0]
    return AnySequence(
      unit.requests.indices.lazy.compactMap { index -> Row? in
        let id = unit.requests.id(index)
        guard let run = contents.runs[id], run.readout.fits(unit.reading) else { return nil }
        let readout = unit.isExchanged ? run.readout.exchanged : run.readout
        let inputs = Double(max(1, readout.answers.count))
        let moved = (run.lineage?.cosine ?? [:]).sorted { $0.key.word < $1.key.word }
          .map { "\($0.key.rawValue)=\($0.value)" }.joined(separator: " ")
        return Row(
          count: 1,
          values: [strength, label(readout.outcome(rule)), .integer(1), .text("\(run.seed)")]
            + (hasBases ? [unit.bases.isEmpty ? .none : .text("\(unit.bases[index])")] : [])
            + [.text("\(id)")] + kind
            + [
              .number(Double(readout.answers.count { $0 == .a }) / inputs),
              .number(Double(readout.answers.count { $0 == .b }) / inputs),
              .number(Double(readout.scoreA)), .number(Double(readout.score)),
              .number(readout.gradientRatio), run.lineage.map { .text("\($0.parent)") } ?? .none,
              moved.isEmpty ? .none : .text(moved),
            ])
      })
  }

  /// A cell of the table.
  enum Value {
    case none
    case text(String)
    case integer(Int)
    case number(Double)

    init(_ settings: ResolvedSettings) {
      switch settings {
      case .integer(let value): self = .integer(value)
      case .number(let value): self = .number(value)
      default: self = .text(settings.inlineText)
      }
    }

    var csv: String {
      switch self {
      case .none: ""
      case .text(let text): RunExport.quoted(text)
      case .integer(let value): "\(value)"
      case .number(let value): value.isFinite ? "\(value)" : ""
      }
    }

    /// Nil where there is nothing to say.
    var json: String? {
      switch self {
      case .none: nil
      case .text(let text): ResolvedSettings.text(text).canonicalText
      case .integer(let value): "\(value)"
      case .number(let value): value.isFinite ? "\(value)" : nil
      }
    }
  }

  private static func object(_ columns: [String], _ values: [Value]) -> String {
    "{" + zip(columns, values).compactMap { column, value in
      value.json.map { "\"\(column)\": \($0)" }
    }.joined(separator: ", ") + "}"
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { "\",\n\r".contains($0) }) else { return cell }
    return "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
