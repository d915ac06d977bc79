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
  /// Different strengths and groups, in the order in which they first come up.
  let places: [Place]
  /// Runs by place and label.
  let tallies: [Tally]
  /// What was drawn under exact tilts by a score; nil where there is no score.
  let samples: [Sample]?
  let fingerprint: Fingerprint

  struct Place {
    /// Never minus zero.
    let strength: Double
    let group: Int
  }

  struct Tally {
    let place: Int
    let label: Int
    var count: Int
  }

  /// One draw under an exact tilt.
  struct Sample {
    let strength: Double
    let label: Int
    let score: Double
    let chain: Int?
    let step: Int?
  }

  /// Labels that never name one of the pair.
  static let reserved = ["other", "failed"]

  /// The largest count of a line; and what all lines together may add up to, which a double still
  /// holds exactly.
  private static let largestCount = 1_000_000_000_000
  private static let largestTotal = 1_000_000_000_000_000

  /// Reads `strength,policy` and optionally `count`, `seed`, `group`, in any column order, as
  /// comma-separated values or JSON Lines. A column `score` says that the runs were drawn under
  /// exact tilts: then `chain` and `step` may stand beside it.
  ///
  /// - Parameter path: a file, or `-` for standard input.
  /// - Throws: `MissingInputError`; `DocumentError` with every offending line.
  /// - Complexity: O(bytes).
  public static func load(_ path: String) throws -> OwnRuns {
    try OwnRuns(reading: InputBytes.read(path: path), file: path)
  }

  /// Reads the same from bytes.
  ///
  /// - Parameters:
  ///   - bytes: comma-separated values, or JSON Lines where the first that is no blank is `{`.
  ///   - file: the name in messages.
  public init(reading bytes: [UInt8], file: String) throws {
    let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    let isJSON = bytes[start...].first { $0 > 0x20 } == UInt8(ascii: "{")
    try self.init(
      isJSON
        ? DelimitedText(jsonLines: bytes, file: file) : DelimitedText(parsing: bytes, file: file),
      bytes: bytes)
  }

  private init(_ table: DelimitedText, bytes: [UInt8]) throws {
    let problems = CellProblems()
    let strengthColumn = table.require("strength", problems: problems)
    let labelColumn = table.require("policy", problems: problems)
    guard let strengthColumn, let labelColumn else {
      throw DocumentError(problems.diagnostics)
    }
    let strengths = table.numbers(strengthColumn, problems: problems).map { $0 == 0 ? 0 : $0 }
    let counts = table.index(of: "count").map {
      table.wholeNumbers($0, upTo: Self.largestCount, problems: problems)
    }
    let tilted = Tilted(table, problems: problems)
    let policies = table.labels(labelColumn)
    if let blank = policies.blank {
      for row in policies.indices.indices where policies.indices[row] == blank {
        table.report(
          row: row, column: labelColumn, "the policy is blank",
          remedy: "write a label, `other` or `failed`", to: problems)
      }
    }
    if table.rowCount == 0 {
      problems.report(row: -1, column: labelColumn) {
        Diagnostic(
          table.position(ofHeader: labelColumn), "there is no run below the header line",
          remedy: "expected one line a run, or lines with a count")
      }
    }
    let groups = table.index(of: "group").map(table.labels)
    let repetitions = RepeatedRuns(
      table: table, strengths: strengths, policies: policies, groups: groups, problems: problems)
    repetitions.checkSeeds()
    if let tilted { repetitions.checkSteps(tilted) }
    if let countColumn = table.index(of: "count"), let counts {
      Self.checkTotal(counts, table: table, column: countColumn, problems: problems)
    }
    if !problems.isEmpty { throw DocumentError(problems.diagnostics) }

    var placeNumbers = PairNumbering()
    var tallyNumbers = PairNumbering()
    var places: [Place] = []
    var tallies: [Tally] = []
    for row in strengths.indices {
      let group = groups.map { UInt64($0.indices[row]) } ?? 0
      let place = placeNumbers.number(strengths[row].bitPattern, group)
      if place == places.count { places.append(Place(strength: strengths[row], group: Int(group))) }
      let label = policies.indices[row]
      let tally = tallyNumbers.number(UInt64(place), UInt64(label))
      if tally == tallies.count {
        tallies.append(Tally(place: place, label: Int(label), count: 0))
      }
      tallies[tally].count += counts?[row] ?? 1
    }
    self.places = places
    self.tallies = tallies
    labels = policies.names
    samples = tilted.map { tilted in
      strengths.indices.map { row in
        Sample(
          strength: strengths[row], label: Int(policies.indices[row]), score: tilted.scores[row],
          chain: tilted.chains?[row], step: tilted.steps?[row])
      }
    }
    hasGroups = groups != nil
    labelPosition = table.position(ofHeader: labelColumn)
    name = table.file == "-"
      ? "standard input" : URL(fileURLWithPath: table.file).lastPathComponent
    var builder = FingerprintBuilder("own runs")
    builder.combine(bytes)
    fingerprint = builder.finish()
  }

  /// Scores, chains and steps, where there is a column of scores.
  struct Tilted {
    let scores: [Double]
    let chains: [Int]?
    let steps: [Int]?

    init?(_ table: DelimitedText, problems: CellProblems) {
      guard let scoreColumn = table.index(of: "score") else { return nil }
      for other in ["count", "group"] {
        guard let column = table.index(of: other) else { continue }
        problems.report(row: -1, column: column) {
          Diagnostic(
            table.position(ofHeader: column), "a column `\(other)` stands beside `score`",
            remedy: "samples under a tilt are one a line; correlated ones share a `chain`")
        }
      }
      scores = table.numbers(scoreColumn, problems: problems)
      func whole(_ name: String) -> [Int]? {
        table.index(of: name).map {
          table.wholeNumbers($0, upTo: OwnRuns.largestCount, problems: problems)
        }
      }
      chains = whole("chain")
      steps = whole("step")
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
