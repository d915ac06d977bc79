import Documents
import Estimation
import Foundation
import Runs

/// Runs that anyone did with anything, read from a table.
///
/// Rows are counted while they are read: of a million there is no more left than how many of each
/// policy there are at each strength in each group, and the samples where there are scores.
public struct OwnRuns: Sendable {
  let name: String
  let labels: [String]
  let labelPosition: SourcePosition
  let hasGroups: Bool
  let tally: RunTally
  /// What was drawn under exact tilts by a score; nil where there is no score.
  let samples: Samples?
  let fingerprint: Fingerprint

  /// Labels that never name one of the pair.
  public static let reserved = ["other", "failed"]

  /// The largest count of a line; and what all lines together may add up to, which a double still
  /// holds exactly.
  static let largestCount = 1_000_000_000_000
  static let largestTotal = 1_000_000_000_000_000

  /// Reads `strength,policy` and optionally `count`, `seed`, `group`, in any column order, as
  /// comma-separated values or JSON Lines. A column `score` says that the runs were drawn under
  /// exact tilts: then `chain` and `step` may stand beside it.
  ///
  /// - Parameters:
  ///   - path: anything that can be read, or `-` for standard input.
  ///   - keep: columns that are carried along and not read.
  /// - Throws: `UnreadableInputError`; `DocumentError` with every offending line.
  /// - Complexity: O(bytes).
  public static func load(_ path: String, keep: [String] = []) throws -> OwnRuns {
    try OwnRuns(reading: InputBytes.read(path: path), file: path, keep: keep)
  }

  /// Reads the same from bytes.
  ///
  /// - Parameters:
  ///   - bytes: comma-separated values, or JSON Lines where the first that is no blank is `{`.
  ///   - file: the name in messages.
  ///   - keep: columns that are carried along and not read.
  public init(reading bytes: [UInt8], file: String, keep: [String] = []) throws {
    try self.init(reading: bytes, file: file, keep: keep, inFull: false)
  }

  /// - Parameter inFull: whether even plain files are read by way of a table of all cells, which
  ///   gives the same.
  package init(reading bytes: [UInt8], file: String, keep: [String], inFull: Bool) throws {
    try Self.checkForm(bytes, file: file)
    let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    let isJSON = bytes[start...].first { $0 > 0x20 } == UInt8(ascii: "{")
    if isJSON {
      try self.init(DelimitedText(jsonLines: bytes, file: file), keep: keep, bytes: bytes)
    } else if !inFull, let plain = Self.plain(bytes, file: file, keep: keep) {
      self = plain
    } else {
      try self.init(DelimitedText(parsing: bytes, file: file), keep: keep, bytes: bytes)
    }
  }

  /// The runs of a file that needs no table of its cells; nil for any other.
  private static func plain(_ bytes: [UInt8], file: String, keep: [String]) -> OwnRuns? {
    guard let headerEnd = bytes.firstIndex(of: 0x0a),
      let table = try? DelimitedText(parsing: Array(bytes[...headerEnd]), file: file),
      let columns = try? RunColumns(table, keep: keep),
      !table.columns.contains(where: { $0.hasPrefix(RunExport.settingPrefix) }),
      let runs = bytes.withUnsafeBufferPointer({
        PlainRuns($0, from: headerEnd + 1, columns: columns, width: table.columns.count)
      })
    else { return nil }
    return OwnRuns(
      table, columns, tally: runs.tally, labels: runs.labels, samples: runs.samples, bytes: bytes)
  }

  private init(
    _ table: DelimitedText, _ columns: RunColumns, tally: RunTally, labels: [String],
    samples: Samples?, bytes: [UInt8]
  ) {
    self.tally = tally
    self.labels = labels
    self.samples = samples
    hasGroups = columns.group != nil
    labelPosition = table.position(ofHeader: columns.policy)
    name = table.file == "-"
      ? "standard input" : URL(fileURLWithPath: table.file).lastPathComponent
    var builder = FingerprintBuilder("own runs")
    builder.combine(bytes)
    fingerprint = builder.finish()
  }

  private init(_ table: DelimitedText, keep: [String], bytes: [UInt8]) throws {
    let columns = try RunColumns(table, keep: keep)
    try RunColumns.checkCells(table, keep: keep)
    let problems = CellProblems()
    let strengths = table.numbers(columns.strength, problems: problems).map { $0 == 0 ? 0 : $0 }
    let counts = columns.count.map {
      table.wholeNumbers($0, upTo: Self.largestCount, problems: problems)
    }
    let tilted = columns.score.map { Tilted(table, columns, score: $0, problems: problems) }
    let policies = table.labels(columns.policy)
    if let blank = policies.blank {
      for row in policies.indices.indices where policies.indices[row] == blank {
        table.report(
          row: row, column: columns.policy, "the policy is blank",
          remedy: "write a label, `other` or `failed`", to: problems)
      }
    }
    if table.rowCount == 0 {
      problems.report(row: -1, column: columns.policy) {
        Diagnostic(
          table.position(ofHeader: columns.policy), "there is no run below the header line",
          remedy: "expected one line a run, or lines with a count")
      }
    }
    let groups = columns.group.map(table.labels)
    let repetitions = RepeatedRuns(
      table: table, strengths: strengths, policies: policies, groups: groups, problems: problems)
    repetitions.checkSeeds(columns.seed)
    if let tilted { repetitions.checkSteps(columns.step, tilted) }
    if let countColumn = columns.count, let counts {
      Self.checkTotal(counts, table: table, column: countColumn, problems: problems)
    }
    if !problems.isEmpty { throw DocumentError(problems.diagnostics) }

    var tally = RunTally(hasGroups: groups != nil)
    var samples = tilted.map { _ in Samples() }
    for row in strengths.indices {
      let strength = tally.add(
        strengths[row], group: groups?.indices[row] ?? 0, label: policies.indices[row],
        count: counts?[row] ?? 1)
      samples?.strengths.append(strength)
    }
    if let tilted {
      samples?.labels = policies.indices
      samples?.scores = tilted.scores
      samples?.chains = tilted.chains.map { chains in
        chains.indices.map { Int($0) == chains.blank ? -1 : Int($0) }
      }
      samples?.steps = tilted.steps
      samples?.rank(chains: tilted.chains?.names ?? [])
    }
    self.init(
      table, columns, tally: tally, labels: policies.names, samples: samples, bytes: bytes)
  }

  /// Scores, chains and steps, where there is a column of scores.
  struct Tilted {
    let scores: [Double]
    let chains: Documents.Labels?
    let steps: [Int]?

    init(_ table: DelimitedText, _ columns: RunColumns, score: Int, problems: CellProblems) {
      scores = table.numbers(score, problems: problems)
      chains = columns.chain.map(table.labels)
      steps = columns.step.map {
        table.wholeNumbers($0, upTo: OwnRuns.largestCount, problems: problems)
      }
      if problems.isEmpty, let stray = OwnRuns.strayScore(scores) {
        table.report(
          row: stray.index, column: score,
          "the score \(scores[stray.index]) lies \(Wording.strength(stray.ratio)) times as far "
            + "from the middle of all scores as half of them do",
          remedy: "check this sample, or leave it out", to: problems)
      }
    }
  }

  private static func checkTotal(
    _ counts: [Int], table: DelimitedText, column: Int, problems: CellProblems
  ) {
    var total = 0
    for (row, count) in counts.enumerated() {
      total += count
      if total > largestTotal {
        table.report(
          row: row, column: column, "the counts add up to more than \(largestTotal)",
          remedy: "give counts of runs, not of something smaller", to: problems)
        return
      }
    }
  }
}
