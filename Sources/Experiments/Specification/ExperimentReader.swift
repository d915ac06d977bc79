import Documents
import Learners
import Runs
import Tasks

extension Experiment {
  /// Reads an experiment's settings, and finds everything that is wrong with them at once.
  ///
  /// - Parameters:
  ///   - node: the settings document, overrides already set.
  ///   - directory: what relative paths in it are relative to.
  /// - Throws: `DocumentError` with every problem; `MissingFileError` where only a file is missing.
  public init(reading node: SettingsNode, directory: String) throws {
    let diagnostics = Diagnostics()
    try self.init(
      SettingsReader(node, path: "", position: node.position, diagnostics: diagnostics),
      directory: directory)
  }

  /// Reads an experiment from the reader of its whole document.
  init(_ reader: SettingsReader, directory: String) throws {
    let diagnostics = reader.diagnostics
    let name = reader.text(
      "experiment", default: "experiment", "names the folder and the report")
    if reader.isSound("experiment"), !Self.isFolderName(name) {
      diagnostics.report(
        reader.position(of: "experiment"), "`\(name)` cannot name a folder",
        remedy: "use letters, digits, `-`, `_` and `.`, beginning with a letter or digit")
    }
    if !reader.has("task") {
      reader.miss(
        "task",
        remedy: "add a block such as `task: {kind: slab}`; `tiltmeter list tasks` shows the kinds")
    }
    let plainTask = reader.section("task") { inner in
      reader.has("task") ? TaskKinds.read(inner, in: DataDirectory(path: directory)) : nil
    }
    let learner = reader.section("learner") { LearnerKinds.read($0) }
    let pretraining = PretrainingSettings.read(reader)
    let training = reader.section("training") { TrainingSettings(reading: $0) }
    let (rule, (readoutInputs, task)) = reader.section("readout") {
      inner -> (ReadoutRule, (ReadoutInputs, (any TaskKind)?)) in
      let rule = Self.rule(inner, pretraining: pretraining)
      let found = Self.readoutInputs(inner, of: plainTask)
      return (rule, (found.inputs, found.task))
    }
    // Data are looked at even where settings are faulty: both kinds of mistakes are told at once.
    let data = task?.checkFiles() ?? .sound
    let names = task?.policies.map(\.name) ?? []
    // What names policies is judged only where it is known which there are.
    let arePoliciesKnown = data.unknownPolicies.isEmpty && names.count > 1
    let pair = reader.section("pair") { inner in
      Self.pair(inner, policies: names, known: arePoliciesKnown)
    }
    let isPairSound = arePoliciesKnown && reader.isSound("pair")
    let pressure = reader.section("pressure") { inner in
      PressureSettings(reading: inner, policies: isPairSound ? names : [], pair: pair)
    }
    let estimatorNames = reader.choices(
      "estimators", among: EstimatorKinds.all.map { $0.name },
      default: pressure.diversity == nil
        ? EstimatorKinds.defaults : [DirectKind.name, SequenceKind.name],
      "how L is estimated; the first is the primary one")
    let areEstimatorsSound = reader.isSound("estimators")
    if areEstimatorsSound, estimatorNames.isEmpty || Set(estimatorNames).count < estimatorNames.count {
      diagnostics.report(
        reader.position(of: "estimators"), "`estimators` names none, or one twice",
        remedy: "name each wanted estimator once, the primary one first")
    }
    let budget = reader.integer(
      "budget", default: 20000, in: 1...1_000_000_000, "trainings, over everything")
    let controlNames = reader.choices(
      "controls", among: ControlName.allCases.map(\.rawValue),
      default: ControlName.defaults.map(\.rawValue),
      "what is checked beside the measurement; text has bigrams unasked")
    let estimators = EstimatorKinds.all.compactMap { kind -> (any EstimatorKind)? in
      let wanted = estimatorNames.contains(kind.name)
      guard wanted || reader.has(kind.name) else {
        _ = reader.node(kind.name)
        return nil
      }
      if kind == SequenceKind.self, let settings = pressure.diversity {
        if reader.has(kind.name) {
          diagnostics.report(
            reader.position(of: kind.name),
            "sequences have settings in `pressure` and in `sequence`",
            remedy: "with pressure.kind: diversity give them in `pressure` alone")
        }
        _ = reader.node(kind.name)
        return wanted ? SequenceKind(settings) : nil
      }
      let read = reader.section(kind.name) { kind.init(reading: $0) as any EstimatorKind }
      return wanted ? read : nil
    }
    if pressure.diversity != nil, estimatorNames.contains(DoseResponseKind.name) {
      diagnostics.report(
        reader.position(of: "estimators"),
        "`dose-response` needs signed strengths, and `pressure.kind` is diversity",
        remedy: "write kind: toward, and give the sequences' settings in a block `sequence`")
    }
    let seed = reader.integer("seed", default: 1, in: 0...Int.max, "of the runs' noise")
    let level = reader.number("level", default: 0.95, in: 0.5...0.999, "of every interval")
    let margin = reader.section("verdict") { Self.margin($0) }
    reader.finish()

    let controls = ControlName.allCases.filter { controlNames.contains($0.rawValue) }
    let primary = estimatorNames.compactMap { name in
      EstimatorKinds.all.first { $0.name == name }
    }.first
    if areEstimatorsSound, let primary, !primary.givesOdds {
      diagnostics.report(
        reader.position(of: "estimators"), "`\(primary.name)` is named first, and gives no odds",
        remedy: "name the primary estimator first, as in [direct, \(primary.name)]")
    }
    let isAllocationSound = EstimatorKinds.all.map { $0.name }.allSatisfy(reader.isSound)
      && ["estimators", "budget", "controls", "pressure", "pretraining"].allSatisfy(reader.isSound)
    let allocation = Allocation(
      budget: budget, controls: controls, estimators: estimators, strengths: pressure.strengths,
      pretraining: pretraining)
    if isAllocationSound, let needed = allocation.shortage {
      diagnostics.report(
        reader.position(of: "budget"), "a budget of \(budget) trainings is too small",
        remedy: "these estimators and controls need at least \(needed)")
    }
    try data.throwing(with: diagnostics)
    guard let task else { throw DocumentError([]) }
    self.init(
      name: name, task: task, directory: DataDirectory(path: directory), learner: learner,
      pretraining: pretraining, training: training, rule: rule, readoutInputs: readoutInputs,
      pair: pair, pressure: pressure,
      estimators: estimatorNames.compactMap { wanted in
        estimators.first { type(of: $0).name == wanted }
      },
      budget: budget, controls: controls, seed: UInt64(seed), level: level,
      margin: margin,
      allocation: allocation,
      positions: Positions(
        learner: reader.position(of: "learner"), controls: reader.position(of: "controls"),
        pretraining: reader.position(of: "pretraining"),
        sequence: reader.position(of: SequenceKind.name)),
      resolved: reader.resolved, definitions: reader.definitions)
  }

  private static func isFolderName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || "0"..."9" ~= first
    else { return false }
    return name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0"..."9" ~= $0 || "-_.".unicodeScalars.contains($0)
    }
  }

  static func rule(_ reader: SettingsReader, pretraining: PretrainingSettings?) -> ReadoutRule {
    ReadoutRule(
      threshold: threshold(reader),
      learned: reader.number(
        "learned", default: 1, in: 0...1,
        "a run with less of the training examples right is `failed`"),
      gate: pretraining?.bases == .perRun ? pretraining?.gate ?? 0 : 0)
  }

  private static func threshold(_ reader: SettingsReader) -> Double {
    let threshold = reader.number(
      "threshold", default: 0.9, in: 0...1,
      "a run is a policy's if it answers this share of the readout inputs as it does")
    if reader.isSound("threshold"), threshold < 0.501 {
      reader.diagnostics.report(
        reader.position(of: "threshold"), "`readout.threshold` is \(threshold)",
        remedy: "expected a share from 0.501 to 1, so that a run is one policy's at most")
    }
    return threshold
  }

  private static func pair(
    _ reader: SettingsReader, policies: [String], known: Bool
  ) -> PolicyPair {
    guard known else {
      _ = (reader.node("a"), reader.node("b"))
      reader.skipRest()
      return PolicyPair(a: 0, b: 1)
    }
    let a = reader.choice(
      "a", among: policies, default: policies.first, "the policy whose odds are asked for")
    let b = reader.choice(
      "b", among: policies, default: policies.first { $0 != a }, "the policy it stands against")
    if reader.isSoundSoFar, a == b {
      reader.diagnostics.report(
        reader.position(of: "b"), "`pair` names `\(a)` twice", remedy: "name two policies")
    }
    return PolicyPair(
      a: policies.firstIndex(of: a) ?? 0, b: policies.firstIndex(of: b) ?? 1)
  }
}

extension PressureSettings {
  init(reading reader: SettingsReader, policies: [String], pair: PolicyPair) {
    let name = reader.choice(
      "kind", among: Pressure.kinds.map(\.name), default: "toward", "what is added to the loss")
    if !reader.isSound("kind") { reader.skipRest() }
    kind = Pressure.Kind.signed.first { $0.name == name } ?? .toward
    if name == "diversity" {
      diversity = SequenceSettings(reading: reader)
      strengths = nil
      return
    }
    diversity = nil
    if policies.indices.contains(pair.a), policies.indices.contains(pair.b) {
      let axis = kind == .toward ? policies[pair.b] : policies[pair.a]
      let named = reader.choice(
        "policy", among: policies, default: axis, "toward or away from which policy")
      if reader.isSound("policy"), named != axis {
        reader.diagnostics.report(
          reader.position(of: "policy"), "`pressure.policy` is `\(named)`",
          remedy: "strengths are signed, positive toward `\(policies[pair.b])`: "
            + "name `\(axis)` here and use strengths of the other sign")
      }
    } else {
      _ = reader.node("policy")
    }
    reader.define(
      "strengths", default: .text("adaptive"),
      expected: "adaptive, or a list of numbers from -1e6 to 1e6",
      "positive toward b, negative toward a; zero is always there")
    switch reader.node("strengths") {
    case .scalar("adaptive", _, _)?, nil:
      strengths = nil
      reader.record("strengths", .text("adaptive"))
    case .scalar(let text, false, _)? where SettingsReader.plainNumber(text) != nil:
      // One strength stands for a list of one.
      let value = SettingsReader.plainNumber(text) ?? 0
      if abs(value) > 1e6 {
        reader.diagnostics.report(
          reader.position(of: "strengths"), "`pressure.strengths` is `\(text)`",
          remedy: "expected numbers from -1e6 to 1e6, or the word adaptive")
        reader.spoil("strengths")
      }
      strengths = value == 0 ? [] : [value]
      reader.record("strengths", .list([.number(value)]))
    case .sequence(let nodes, let position)?:
      let list = nodes.map { ($0, Self.strength($0)) }
      for (node, value) in list where value == nil {
        reader.diagnostics.report(
          node.position, "`pressure.strengths` holds \(node.kindInWords)",
          remedy: "expected numbers from -1e6 to 1e6, or the word adaptive for the list")
        reader.spoil("strengths")
      }
      let values = list.compactMap(\.1)
      if reader.isSound("strengths"), values.isEmpty || Set(values).count < values.count {
        reader.diagnostics.report(
          position, "`pressure.strengths` is empty, or holds a strength twice",
          remedy: "give each strength once, or write adaptive")
      }
      strengths = values.filter { $0 != 0 }
      reader.record("strengths", .list(values.map { .number($0) }))
    case let node?:
      reader.diagnostics.report(
        node.position, "`pressure.strengths` is \(node.kindInWords)",
        remedy: "expected the word adaptive, or a list as in [-0.01, 0.001, 0.01]")
      reader.spoil("strengths")
      strengths = nil
    }
  }

  private static func strength(_ node: SettingsNode) -> Double? {
    guard case .scalar(let text, quoted: false, _) = node,
      let value = SettingsReader.plainNumber(text), abs(value) <= 1e6
    else { return nil }
    return value
  }
}
