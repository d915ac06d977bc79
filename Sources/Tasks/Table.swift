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
  /// Empty where the settings do not say.
  let policyNames: [String]
  /// The input columns; nil for every column of the training file that is no policy.
  let inputs: [String]?
  /// Which text of a policy's column is which class; empty where they are classes.
  let classes: [String: Int]
  /// The share of the readout file that is set aside where there is no confirmation file.
  let confirmationShare: Double
  let seed: Int
  /// The column of the readout file whose texts make groups of its inputs; nil for none.
  private(set) var groupColumn: String?
  /// How the files hold text; nil where they hold vectors.
  let text: TextColumns?
  let directory: DataDirectory
  let policiesPosition: SourcePosition
  let inputsPosition: SourcePosition
  /// Whether the settings say which columns are what.
  private let areColumnsKnown: Bool
  private let memory = TableMemory()

  /// Outcomes of a run, which no policy may be called.
  static let reservedNames = ["other", "failed"]

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    var files: [TaskFile] = []
    for (key, meaning) in Self.fileKeys {
      let isOptional = key == "confirmation" || key == "agreeing"
      let path = settings.text(key, default: isOptional ? "none" : nil, meaning)
      if settings.isSound(key), !isOptional || settings.has(key) && !settings.isScalar(key, "none") {
        files.append(TaskFile(key: key, path: path, position: settings.position(of: key)))
      }
    }
    self.files = files
    if files.contains(where: { $0.key == "confirmation" }) {
      confirmationShare = 0
      if settings.node("confirmation-share") != nil {
        settings.diagnostics.report(
          settings.position(of: "confirmation-share"),
          "`\(settings.dotted("confirmation-share"))` does nothing beside `confirmation`",
          remedy: "keep one of them")
      }
    } else {
      confirmationShare = settings.number(
        "confirmation-share", default: 0.25, in: 0.01...0.99,
        "share of the readout file that is set aside where there is no confirmation file")
    }
    let policies = settings.texts(
      "policies", default: nil, "columns, one for each policy's answers; two or more")
    policyNames = settings.isSound("policies") ? policies : []
    policiesPosition = settings.position(of: "policies")
    inputsPosition = settings.position(of: "inputs")
    if settings.has("inputs"), !settings.isScalar("inputs", "all") {
      inputs = settings.texts("inputs", default: nil, Self.inputsMeaning)
    } else {
      _ = settings.node("inputs")
      settings.define(
        "inputs", default: .text("all"), expected: "all, or a list of columns",
        Self.inputsMeaning)
      settings.record("inputs", .text("all"))
      inputs = nil
    }
    text = TextColumns.read(settings, policies: policyNames)
    classes = settings.classes(upTo: Self.largestClass)
    if text != nil, !classes.isEmpty {
      settings.diagnostics.report(
        settings.position(of: "classes"),
        "`\(settings.dotted("classes"))` does nothing beside `\(settings.dotted("prompt"))`",
        remedy: "answers in text are texts: remove it")
    }
    seed = readSeed(settings)
    self.directory = directory
    areColumnsKnown = ["policies", "inputs", "classes", "prompt", "answers"].allSatisfy(settings.isSound)
    if settings.isSound("policies"), policyNames.count < 2 {
      settings.diagnostics.report(
        policiesPosition, "`\(settings.dotted("policies"))` names \(policyNames.count) "
          + (policyNames.count == 1 ? "policy" : "policies"),
        remedy: "expected two columns or more")
    }
    checkNames(settings)
  }

  private static let fileKeys = [
    ("train", "file of training examples; the policies agree on every row"),
    ("pressure", "file of inputs that training sees without labels; the policies differ"),
    ("readout", "file of inputs that training never sees; the policies differ"),
    ("confirmation", "file of inputs that nothing is decided by; none: a share of readout"),
    ("agreeing", "file of inputs on which they agree, to thin out the pressure pool with"),
  ]
  private static let inputsMeaning = "columns that are inputs; all: every one that is no policy"

  private func checkNames(_ settings: SettingsReader) {
    for (key, names) in [("policies", policyNames), ("inputs", inputs ?? [])] {
      var seen = Set<String>()
      for name in names where !seen.insert(name).inserted {
        settings.diagnostics.report(
          settings.position(of: key), "`\(settings.dotted(key))` names `\(name)` twice",
          remedy: "name each column once")
      }
    }
    for name in policyNames where Self.reservedNames.contains(name) {
      settings.diagnostics.report(
        policiesPosition, "`\(name)` cannot name a policy",
        remedy: "runs that are no policy's are called `other` and `failed`: rename the column")
    }
    guard let inputs else { return }
    if inputs.isEmpty, settings.isSound("inputs") {
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

  public func checkFiles() -> DataCheck {
    do {
      if let text {
        if areColumnsKnown, policyNames.count > 1 { _ = try TextTableContents(of: self, text) }
      } else if areColumnsKnown, policyNames.count > 1 {
        memory.keep(try TableContents(of: self))
      } else {
        _ = try TableContents.tables(of: self)
      }
      return .sound
    } catch let error as TableContents.UnknownColumns {
      return DataCheck(error: error.error, unknownPolicies: error.policies)
    } catch {
      return DataCheck(error: error, unknownPolicies: [])
    }
  }

  public var notes: [Diagnostic] { memory.notes }

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
    let contents = try contents()
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

  /// What `checkFiles` read, once; else the files are read.
  private func contents() throws -> TableContents {
    if let kept = memory.take() { return kept }
    do {
      let contents = try TableContents(of: self)
      memory.keep(contents)
      return contents
    } catch let error as TableContents.UnknownColumns {
      throw error.error
    }
  }
}
