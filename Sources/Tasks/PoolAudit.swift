import Documents
import Runs

/// One way in which a task's data would mislead, with the rows that show it.
public struct PoolFinding: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case emptySet
    case notFinite
    case trainingDisagreement
    case noDisagreement
    case agreeingDisagreement
    case sharedRows
    /// In text: a prompt that is read is part of a line that is trained on.
    case promptInsideLine
  }

  public let kind: Kind
  /// What is wrong, as one sentence without a full stop.
  public let problem: String
  /// The names of the first rows that show it, at most five.
  public let rows: [String]
  /// How many rows show it.
  public let count: Int
  /// What to do about it.
  public let remedy: String

  /// The first row that shows it, as a place in its file; the settings' block where there is none.
  var place: String {
    let row = rows.first.map { String($0.prefix { $0 != " " }) } ?? "task:1"
    return "\(row):1"
  }

  public var description: String {
    var text = problem
    if !rows.isEmpty {
      text += ": " + rows.joined(separator: ", ")
      if count > rows.count { text += " and \(count - rows.count) more" }
    }
    return text + "; " + remedy
  }
}

/// A task whose data would mislead.
public struct PoolAuditError: Error, Sendable, CustomStringConvertible {
  public let findings: [PoolFinding]

  public var description: String {
    findings.map { "\($0.place): error: \($0.description)" }.joined(separator: "\n")
  }
}

/// Checks the data of a task before any run: leaks and pools that cannot tell policies apart.
public enum PoolAudit {
  /// Rows shown with a finding.
  public static let shown = 5

  /// Throws every finding, if there is any.
  ///
  /// - Throws: `PoolAuditError`.
  /// - Complexity: O(numbers in the task).
  public static func check(_ task: EncodedTask) throws(PoolAuditError) {
    let findings = findings(in: task)
    if !findings.isEmpty { throw PoolAuditError(findings: findings) }
  }

  /// Everything about a task's data that would mislead.
  ///
  /// - Returns: a finding for every empty set, every set with numbers that are not finite, training
  ///   examples on which policies disagree, each pool with inputs on which the pair does not
  ///   differ, agreeing inputs on which it does, and every two sets that share an input. An input
  ///   may come twice within one set. The capability mixture may share inputs with what is trained
  ///   on, but not with its gates or with the pools that no training sees.
  /// - Complexity: O(numbers in the task).
  public static func findings(in task: EncodedTask) -> [PoolFinding] {
    let diagnostic = [
      (name: "pressure pool", pool: task.pressure), (name: "readout pool", pool: task.readout),
      (name: "confirmation pool", pool: task.confirmation),
    ]
    var sets = [(name: "training set", pool: task.training)] + diagnostic
    if let agreeing = task.agreeing { sets.append((name: "agreeing pool", pool: agreeing)) }
    let (mixture, gates) = capabilitySets(of: task)
    var findings: [PoolFinding] = []
    for set in sets + mixture + gates where set.pool.count == 0 {
      findings.append(
        PoolFinding(
          kind: .emptySet, problem: "the \(set.name) is empty", rows: [], count: 0,
          remedy: "every set needs at least one row"))
    }
    for set in sets + mixture + gates {
      let rows = (0..<set.pool.count).filter { row in
        !set.pool.inputs.row(row).allSatisfy(\.isFinite)
      }
      add(
        .notFinite, "the \(set.name) has rows with numbers that are not finite", set.pool, rows,
        "mend or remove them", to: &findings)
    }
    let training = task.training
    add(
      .trainingDisagreement, "the policies disagree on training examples", training,
      rowsWhere(training, heads: task.heads.count) { entry in
        training.answers.contains {
          $0.values[entry] != training.answers[task.pair.a].values[entry]
        }
      },
      "a training example must leave open which policy is learned: remove these, or mend the "
        + "policies", to: &findings)
    let names = "`\(task.policies[task.pair.a])` and `\(task.policies[task.pair.b])`"
    for set in diagnostic {
      let differing = Set(rowsDiffering(set.pool, task))
      add(
        .noDisagreement, "\(names) answer alike on inputs of the \(set.name)", set.pool,
        (0..<set.pool.count).filter { !differing.contains($0) },
        "a diagnostic input must tell the two apart: remove these", to: &findings)
    }
    if let agreeing = task.agreeing {
      add(
        .agreeingDisagreement, "\(names) answer differently on inputs of the agreeing pool",
        agreeing, rowsDiffering(agreeing, task),
        "an agreeing input must not tell the two apart: remove these", to: &findings)
    }
    findings += sharedRows(sets)
    for set in mixture {
      // Pairs with the mixture only: other pairs were judged above, or do no harm.
      for other in diagnostic.dropFirst() + gates { findings += sharedRows([set, other]) }
    }
    return findings + promptsInsideLines(task)
  }

  /// The rows on which the pair differs.
  private static func rowsDiffering(_ pool: Pool, _ task: EncodedTask) -> [Int] {
    let (a, b) = (pool.answers[task.pair.a], pool.answers[task.pair.b])
    return rowsWhere(pool, heads: task.heads.count) { a.values[$0] != b.values[$0] }
  }

  /// The capability mixture as one set, none where the task has no mixture, and its gates.
  private static func capabilitySets(
    of task: EncodedTask
  ) -> (mixture: [(name: String, pool: Pool)], gates: [(name: String, pool: Pool)]) {
    guard let mixture = task.capability else { return ([], []) }
    let rows = mixture.phases.enumerated().flatMap { index, phase in
      (0..<phase.inputs.count).map { "phase \(index + 1), row \($0 + 1)" }
    }
    let inputs = InputMatrix(
      count: rows.count, width: task.inputWidth, values: mixture.phases.flatMap(\.inputs.values))
    return (
      [(name: "capability mixture", pool: Pool(inputs: inputs, answers: [], rowNames: rows))],
      mixture.gates.map { gate in
        let rows = (0..<gate.examples.inputs.count).map { "\(gate.persona):\($0 + 1)" }
        return (
          name: "gate of `\(gate.persona)`",
          pool: Pool(inputs: gate.examples.inputs, answers: [], rowNames: rows)
        )
      }
    )
  }

  /// The rows of which the entry of any head meets a condition; entries index the answer keys.
  private static func rowsWhere(
    _ pool: Pool, heads: Int, _ condition: (Int) -> Bool
  ) -> [Int] {
    (0..<pool.count).filter { row in (row * heads..<(row + 1) * heads).contains(where: condition) }
  }

  private static func add(
    _ kind: PoolFinding.Kind, _ problem: String, _ pool: Pool, _ rows: [Int], _ remedy: String,
    to findings: inout [PoolFinding]
  ) {
    if rows.isEmpty { return }
    findings.append(
      PoolFinding(
        kind: kind, problem: problem, rows: rows.prefix(shown).map { pool.rowNames[$0] },
        count: rows.count, remedy: remedy))
  }

  /// A finding for every two sets that share an input; one that is in three sets counts for the
  /// first of them with each of the others.
  ///
  /// Equal numbers are equal inputs, so zero and negative zero are one; a hash map from inputs to
  /// the first row that has it is filled set by set.
  private static func sharedRows(_ sets: [(name: String, pool: Pool)]) -> [PoolFinding] {
    var first: [RowKey: (set: Int, row: Int)] = [:]
    var shared: [[(own: Int, other: Int)]] = Array(repeating: [], count: sets.count * sets.count)
    for (index, set) in sets.enumerated() {
      for row in 0..<set.pool.count {
        let key = RowKey(bits: set.pool.inputs.row(row).map { ($0 == 0 ? 0 : $0).bitPattern })
        if let found = first[key] {
          if found.set != index {
            shared[found.set * sets.count + index].append((row, found.row))
          }
        } else {
          first[key] = (index, row)
        }
      }
    }
    var findings: [PoolFinding] = []
    for (index, rows) in shared.enumerated() where !rows.isEmpty {
      let (one, two) = (sets[index / sets.count], sets[index % sets.count])
      findings.append(
        PoolFinding(
          kind: .sharedRows, problem: "the \(two.name) has inputs of the \(one.name)",
          rows: rows.prefix(shown).map {
            "\(two.pool.rowNames[$0.own]) = \(one.pool.rowNames[$0.other])"
          }, count: rows.count, remedy: "keep each input in one set"))
    }
    return findings
  }

  private struct RowKey: Hashable {
    let bits: [UInt32]
  }
}
