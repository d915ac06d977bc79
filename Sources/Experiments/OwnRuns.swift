import Documents
import Estimation
import Foundation
import Runs

/// Runs that anyone did with anything, read from a table.
public struct OwnRuns: Sendable {
  let name: String
  let rows: [Row]
  let labels: [String]
  let labelPosition: SourcePosition
  let hasGroups: Bool
  /// Whether the runs were drawn under exact tilts by a score.
  let isTilted: Bool
  let fingerprint: Fingerprint

  struct Row {
    let strength: Double
    let label: Int
    let count: Int
    let group: Int
    var tilted: Tilted?
  }

  /// What a sample under an exact tilt has besides.
  struct Tilted {
    let score: Double
    let chain: Int?
    let step: Int?
  }

  /// Labels that never name one of the pair.
  static let reserved = ["other", "failed"]

  /// Reads `strength,policy` and optionally `count`, `seed`, `group`, in any column order, as
  /// comma-separated values or JSON Lines. A column `score` says that the runs were drawn under
  /// exact tilts: then `chain` and `step` may stand beside it.
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
    let strengthColumn = table.require("strength", problems: problems)
    let labelColumn = table.require("policy", problems: problems)
    guard let strengthColumn, let labelColumn else {
      throw DocumentError(problems.diagnostics)
    }
    let strengths = table.numbers(strengthColumn, problems: problems)
    let counts = table.index(of: "count").map {
      table.wholeNumbers($0, upTo: 1_000_000_000_000, problems: problems)
    }
    let tilted = Self.tilted(table, problems: problems)
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
        group: groups.map { groupIndex[$0[row]]! } ?? 0, tilted: tilted?[row])
    }
    isTilted = tilted != nil
    hasGroups = groups != nil
    labelPosition = table.position(ofHeader: labelColumn)
    name = table.file == "-"
      ? "standard input" : URL(fileURLWithPath: table.file).lastPathComponent
    var builder = FingerprintBuilder("own runs")
    builder.combine([UInt8](bytes))
    fingerprint = builder.finish()
  }

  /// Scores, chains and steps, where there is a column of scores.
  private static func tilted(_ table: DelimitedText, problems: CellProblems) -> [Tilted]? {
    guard let scoreColumn = table.index(of: "score") else { return nil }
    for other in ["count", "group"] {
      guard let column = table.index(of: other) else { continue }
      problems.report(row: -1, column: column) {
        Diagnostic(
          table.position(ofHeader: column), "a column `\(other)` stands beside `score`",
          remedy: "samples under a tilt are one a line; correlated ones share a `chain`")
      }
    }
    let scores = table.numbers(scoreColumn, problems: problems)
    func whole(_ name: String) -> [Int]? {
      table.index(of: name).map {
        table.wholeNumbers($0, upTo: 1_000_000_000_000, problems: problems)
      }
    }
    let (chains, steps) = (whole("chain"), whole("step"))
    return scores.indices.map {
      Tilted(score: scores[$0], chain: chains?[$0], step: steps?[$0])
    }
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
}
