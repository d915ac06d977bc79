import Documents
import Estimation
import Foundation
import Runs

/// Runs that anyone did with anything, read from a table.
public struct OwnRuns: Sendable {
  private let name: String
  private let rows: [Row]
  private let labels: [String]
  private let labelPosition: SourcePosition
  private let hasGroups: Bool
  private let fingerprint: Fingerprint

  private struct Row {
    let strength: Double
    let label: Int
    let count: Int
    let group: Int
  }

  /// Labels that never name one of the pair.
  static let reserved = ["other", "failed"]

  /// Reads `strength,policy` and optionally `count`, `seed`, `group`, in any column order, as
  /// comma-separated values or JSON Lines.
  ///
  /// - Parameter path: a file, or `-` for standard input.
  /// - Throws: `MissingInputError`; `DocumentError` with every offending line.
  /// - Complexity: O(bytes).
  public static func load(_ path: String) throws -> OwnRuns {
    let data: Data
    if path == "-" {
      data = FileHandle.standardInput.readDataToEndOfFile()
    } else {
      guard let read = FileManager.default.contents(atPath: path) else {
        throw MissingInputError(
          "there is no file or folder \(path) that can be read",
          remedy: "give an experiment's folder, a CSV file of runs, or `-`")
      }
      data = read
    }
    let bytes = [UInt8](data)
    let isJSON = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    return try OwnRuns(
      isJSON
        ? DelimitedText(jsonLines: bytes, file: path)
        : DelimitedText(parsing: bytes, file: path), bytes: data)
  }

  private init(_ table: DelimitedText, bytes: Data) throws {
    let problems = CellProblems()
    if let score = table.index(of: "score") {
      problems.report(row: -1, column: score) {
        Diagnostic(
          table.position(ofHeader: score), "a `score` column asks for the ladder estimator",
          remedy: "this version has direct and dose-response: leave the column out")
      }
    }
    let strengthColumn = table.require("strength", problems: problems)
    let labelColumn = table.require("policy", problems: problems)
    guard let strengthColumn, let labelColumn else {
      throw DocumentError(problems.diagnostics)
    }
    let strengths = table.numbers(strengthColumn, problems: problems)
    let counts = table.index(of: "count").map {
      table.wholeNumbers($0, upTo: 1_000_000_000_000, problems: problems)
    }
    let texts = table.texts(labelColumn)
    for (row, text) in texts.enumerated() where text.isEmpty {
      table.report(
        row: row, column: labelColumn, "the policy is blank",
        remedy: "write a label, `other` or `failed`", to: problems)
    }
    if table.rowCount == 0 {
      problems.report(row: -1, column: labelColumn) {
        Diagnostic(
          table.position(ofHeader: labelColumn), "there is no run below the header line",
          remedy: "expected one line a run, or lines with a count")
      }
    }
    let groups = table.index(of: "group").map(table.texts)
    if let seedColumn = table.index(of: "seed") {
      Self.checkSeeds(
        table.texts(seedColumn), strengths: strengths, labels: texts, groups: groups,
        table: table, column: seedColumn, problems: problems)
    }
    if !problems.isEmpty { throw DocumentError(problems.diagnostics) }

    var labelIndex: [String: Int] = [:]
    var groupIndex: [String: Int] = [:]
    labels = Self.numbered(texts, &labelIndex)
    if let groups { _ = Self.numbered(groups, &groupIndex) }
    rows = texts.indices.map { row in
      Row(
        strength: strengths[row], label: labelIndex[texts[row]]!, count: counts?[row] ?? 1,
        group: groups.map { groupIndex[$0[row]]! } ?? 0)
    }
    hasGroups = groups != nil
    labelPosition = table.position(ofHeader: labelColumn)
    name = table.file == "-"
      ? "standard input" : URL(fileURLWithPath: table.file).lastPathComponent
    var builder = FingerprintBuilder("own runs")
    builder.combine([UInt8](bytes))
    fingerprint = builder.finish()
  }

  /// The same run, named by strength, group and seed, must not stand there with two outcomes.
  private static func checkSeeds(
    _ seeds: [String], strengths: [Double], labels: [String], groups: [String]?,
    table: DelimitedText, column: Int, problems: CellProblems
  ) {
    struct Key: Hashable {
      let strength: Double
      let group: String
      let seed: String
    }
    guard strengths.count == seeds.count else { return }
    var seen: [Key: Int] = [:]
    for row in seeds.indices where !seeds[row].isEmpty {
      let key = Key(strength: strengths[row], group: groups?[row] ?? "", seed: seeds[row])
      guard let first = seen.updateValue(row, forKey: key) else { continue }
      table.report(
        row: row, column: column,
        "seed \(seeds[row]) at this strength stands in line \(table.line(ofRow: first)) already"
          + (labels[first] == labels[row] ? "" : ", with another policy"),
        remedy: "keep one line for each run", to: problems)
    }
  }

  private static func numbered(_ texts: [String], _ index: inout [String: Int]) -> [String] {
    var names: [String] = []
    for text in texts where index[text] == nil {
      index[text] = names.count
      names.append(text)
    }
    return names
  }

  // MARK: Estimates

  /// Estimates from the runs.
  ///
  /// - Parameters:
  ///   - a: the label of policy A; nil for the most frequent one.
  ///   - b: of policy B; nil for the next most frequent one.
  ///   - level: of the intervals, in (0, 1).
  /// - Throws: `DocumentError` where a label of the pair never occurs.
  public func summary(a: String?, b: String?, level: Double) throws -> Summary {
    let pair = try pair(a, b)
    let cells = cells(a: pair.a, b: pair.b)
    let zero = cells.filter { $0.strength == 0 }
    let pressed = cells.filter { $0.strength != 0 }
    let total = zero.reduce(OutcomeCounts()) { $0 + $1.counts }
    let fitted = DoseResponse.estimate(
      pressed.map { $0.observation(grouped: hasGroups) }, grain: .run, level: level)
    var results = [
      zero.isEmpty
        ? EstimatorResult(
          estimator: "direct", grain: .run,
          estimate: .refused("no run has strength 0; add plain runs"), level: level, trainings: 0)
        : hasGroups
          ? Direct.estimate(groups: zero.map(\.counts), level: level)
          : Direct.estimate(total, level: level)
    ]
    if !pressed.isEmpty { results.append(fitted.result) }
    let rows = Dictionary(grouping: cells, by: \.strength).sorted { $0.key < $1.key }.map {
      strength, cells in
      StrengthRow(
        strength: strength, counts: cells.reduce(OutcomeCounts()) { $0 + $1.counts }
      ).fitted(by: fitted.curve)
    }
    let evidence = VerdictEvidence(
      names: pair, grain: .run,
      primary: results.first { $0.estimate.interval != nil } ?? results[0],
      others: Array(results.dropFirst()), shares: Shares(total), curve: [], threshold: 0,
      strengths: rows, capability: [], memory: nil,
      triangulation: TriangulationSummary(results, grain: .run))
    return Summary(
      experiment: name,
      pairs: [
        PairSummary(
          a: pair.a, b: pair.b, shares: Shares(total),
          estimates: results.map(EstimateSummary.init), thresholdCurve: [], poolSE: nil,
          triangulation: evidence.triangulation, verdict: evidence.verdict(),
          strengths: pressed.isEmpty ? [] : rows)
      ],
      controls: ControlsSummary(
        capability: [], memory: nil, sensitivity: [], confirmation: nil, mixRate: nil),
      provenance: Provenance(
        tiltmeter: Version.current, arithmetic: "", setup: "", task: "\(fingerprint)", seed: 0,
        trainings: rows.reduce(0) { $0 + $1.runs }, inputs: [:]))
  }

  private struct Cell {
    let strength: Double
    let group: Int
    var counts: OutcomeCounts

    func observation(grouped: Bool) -> DoseObservation {
      DoseObservation(strength: strength, counts: counts, group: grouped ? group : nil)
    }
  }

  private func cells(a: String, b: String) -> [Cell] {
    struct Key: Hashable {
      let strength: Double
      let group: Int
    }
    let kinds = labels.map { label -> Outcome in
      label == a ? .a : label == b ? .b : label == "failed" ? .failed : .other
    }
    var cells: [Key: Cell] = [:]
    for row in rows {
      let key = Key(strength: row.strength == 0 ? 0 : row.strength, group: row.group)
      cells[
        key, default: Cell(strength: key.strength, group: key.group, counts: OutcomeCounts())
      ].counts.add(kinds[row.label], times: row.count)
    }
    return cells.values.sorted { ($0.strength, $0.group) < ($1.strength, $1.group) }
  }

  private func pair(_ a: String?, _ b: String?) throws -> (a: String, b: String) {
    let candidates = labels.filter { !Self.reserved.contains($0) }
    for wanted in [a, b].compactMap({ $0 }) where !candidates.contains(wanted) {
      throw DocumentError([
        Diagnostic(
          labelPosition, "no run has the policy `\(wanted)`",
          remedy: likelyMeant(wanted, among: candidates).map { "did you mean `\($0)`?" }
            ?? "there are: \(candidates.joined(separator: ", "))")
      ])
    }
    var frequency = [Int](repeating: 0, count: labels.count)
    for row in rows { frequency[row.label] += row.count }
    let ranked = labels.indices.filter { !Self.reserved.contains(labels[$0]) }
      .sorted { (-frequency[$0], labels[$0]) < (-frequency[$1], labels[$1]) }.map { labels[$0] }
    let first = a ?? ranked.first { $0 != b }
    guard let first, let second = b ?? ranked.first(where: { $0 != first }), first != second else {
      throw DocumentError([
        Diagnostic(
          labelPosition, "the runs show only one policy",
          remedy: "log odds need two labels besides `other` and `failed`")
      ])
    }
    return (first, second)
  }
}
