import Documents
import Runs

/// Anyone's own data: tables with a header line, a column for each input and each policy.
///
/// A policy's column holds its answers, as classes 0…C-1; C is one more than the largest class in
/// any of the files. On training examples all policies agree, and on the rows of `agreeing`, with
/// which the pressure pool can be thinned out. Every row of the other files is one on which some
/// two policies differ; where there are more than two policies, a pair's pools are the rows on
/// which that pair differs.
public struct Table: TaskKind {
  public static let name = "table"
  public static let summary = "your own data: CSV files with a column of answers for each policy"

  /// The largest class that a policy's column may hold.
  static let largestClass = Int(UInt16.max)

  public let files: [TaskFile]
  let policyNames: [String]
  /// The input columns; nil for every column of the training file that is no policy.
  let inputs: [String]?
  /// The share of the readout file that is set aside where there is no confirmation file.
  let confirmationShare: Double
  let seed: Int
  /// The column of the readout file whose texts make groups of its inputs; nil for none.
  private(set) var groupColumn: String?
  let directory: DataDirectory
  let policiesPosition: SourcePosition
  let inputsPosition: SourcePosition

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    var keys = ["train", "pressure", "readout"]
    for key in ["confirmation", "agreeing"] {
      // Makes the key known, for suggestions.
      if settings.has(key) { keys.append(key) } else { _ = settings.node(key) }
    }
    files = keys.map { key in
      let path = settings.text(key, default: nil)
      return TaskFile(key: key, path: path, position: settings.position(of: key))
    }
    if settings.has("confirmation") {
      confirmationShare = 0
      if settings.node("confirmation-share") != nil {
        settings.diagnostics.report(
          settings.position(of: "confirmation-share"),
          "`\(settings.dotted("confirmation-share"))` does nothing beside `confirmation`",
          remedy: "keep one of them")
      }
    } else {
      confirmationShare = settings.number("confirmation-share", default: 0.25, in: 0.01...0.99)
    }
    let before = settings.diagnostics.all.count
    policyNames = settings.texts("policies", default: nil)
    policiesPosition = settings.position(of: "policies")
    let policiesRead = settings.diagnostics.all.count == before
    inputsPosition = settings.position(of: "inputs")
    if settings.has("inputs") {
      inputs = settings.texts("inputs", default: nil)
    } else {
      _ = settings.node("inputs")
      inputs = nil
    }
    seed = readSeed(settings)
    self.directory = directory
    if policiesRead, policyNames.count < 2 {
      settings.diagnostics.report(
        policiesPosition, "`\(settings.dotted("policies"))` names \(policyNames.count) "
          + (policyNames.count == 1 ? "policy" : "policies"),
        remedy: "expected two columns or more")
    }
    checkNames(settings)
  }

  private func checkNames(_ settings: SettingsReader) {
    for (key, names) in [("policies", policyNames), ("inputs", inputs ?? [])] {
      var seen = Set<String>()
      for name in names where !seen.insert(name).inserted {
        settings.diagnostics.report(
          settings.position(of: key), "`\(settings.dotted(key))` names `\(name)` twice",
          remedy: "name each column once")
      }
    }
    guard let inputs else { return }
    if inputs.isEmpty {
      settings.diagnostics.report(
        settings.position(of: "inputs"), "`\(settings.dotted("inputs"))` names no column",
        remedy: "name one, or leave the key out to take every column that is no policy")
    }
    for name in inputs where policyNames.contains(name) {
      settings.diagnostics.report(
        settings.position(of: "inputs"), "`\(name)` is both an input and a policy",
        remedy: "a policy's answers must not be among the inputs")
    }
  }

  public var policies: [PolicyDescription] {
    policyNames.map { PolicyDescription(name: $0, summary: "the answers in column `\($0)`") }
  }

  public static let groupings: String? = "a column of the readout file that is no input"

  public func grouped(by key: String) -> (any TaskKind)? {
    var result = self
    result.groupColumn = key
    return result
  }

  public func encode(pair: PolicyPair) throws -> EncodedTask {
    let contents = try TableContents(of: self)
    // The first three files are always there; the order of the others is that of their keys.
    let (train, pressure, readout) = (contents.files[0], contents.files[1], contents.files[2])
    let confirmation = contents.files.first { $0.key == "confirmation" }
    let agreeing = contents.files.first { $0.key == "agreeing" }
    let pressed = try pressure.rows(differing: pair, policies: policyNames)
    var read = try readout.rows(differing: pair, policies: policyNames)
    var confirmed: [Int]
    if let confirmation {
      confirmed = try confirmation.rows(differing: pair, policies: policyNames)
    } else {
      let aside = try readout.setAside(confirmationShare, seed: seed)
      confirmed = read.filter { aside.contains($0) }
      read = read.filter { !aside.contains($0) }
      for (name, kept) in [("readout", read), ("confirmation", confirmed)] where kept.isEmpty {
        throw DocumentError([
          Diagnostic(
            readout.table.position(ofHeader: readout.policyColumns[pair.b]),
            "no \(name) input tells `\(policyNames[pair.a])` and `\(policyNames[pair.b])` apart, "
              + "once a share of \(confirmationShare) is set aside for confirmation",
            remedy: "add rows on which the two differ, or give a `confirmation` file")
        ])
      }
    }
    return EncodedTask(
      heads: [contents.classes], policies: policyNames, pair: pair,
      training: train.pool(train.allRows()), pressure: pressure.pool(pressed),
      readout: try readout.pool(read, groupedBy: groupColumn), confirmation: (confirmation ?? readout).pool(confirmed),
      agreeing: agreeing.map { $0.pool($0.allRows()) })
  }
}
