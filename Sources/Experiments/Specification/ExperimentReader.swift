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
    let reader = SettingsReader(
      node, path: "", position: node.position, diagnostics: diagnostics)
    let name = reader.text("experiment", default: "experiment")
    if !Self.isFolderName(name) {
      diagnostics.report(
        reader.position(of: "experiment"), "`\(name)` cannot name a folder",
        remedy: "use letters, digits, `-`, `_` and `.`, beginning with a letter or digit")
    }
    if !reader.has("task") {
      diagnostics.report(
        reader.position, "`task` is missing",
        remedy: "add a block such as `task: {kind: slab}`; `tiltmeter list tasks` shows the kinds")
    }
    let plainTask = reader.section("task") { inner in
      reader.has("task") ? TaskKinds.read(inner, in: DataDirectory(path: directory)) : nil
    }
    let learner = reader.section("learner") { LearnerKinds.read($0) }
    let pretraining = PretrainingSettings.read(reader)
    let training = reader.section("training") { TrainingSettings(reading: $0) }
    let (rule, (readoutInputs, task)) = reader.section("readout") { inner in
      let rule = ReadoutRule(
        threshold: Self.threshold(inner), learned: inner.number("learned", default: 1, in: 0...1),
        gate: pretraining?.bases == .perRun ? pretraining?.gate ?? 0 : 0)
      return (rule, Self.readoutInputs(inner, of: plainTask))
    }
    let names = task?.policies.map(\.name) ?? []
    let pair = reader.section("pair") { inner in
      Self.pair(inner, policies: names, known: task != nil)
    }
    let pressure = reader.section("pressure") { inner in
      PressureSettings(reading: inner, policies: names, pair: pair)
    }
    let estimatorNames = reader.choices(
      "estimators", among: EstimatorKinds.all.map { $0.name },
      default: pressure.diversity == nil
        ? EstimatorKinds.defaults : [DirectKind.name, SequenceKind.name])
    if estimatorNames.isEmpty || Set(estimatorNames).count < estimatorNames.count {
      diagnostics.report(
        reader.position(of: "estimators"), "`estimators` names none, or one twice",
        remedy: "name each wanted estimator once, the primary one first")
    }
    let budget = reader.integer("budget", default: 20000, in: 1...1_000_000_000)
    let controlNames = reader.choices(
      "controls", among: ControlName.allCases.map(\.rawValue),
      default: ControlName.allCases.map(\.rawValue))
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
    let seed = reader.integer("seed", default: 1, in: 0...Int.max)
    let level = reader.number("level", default: 0.95, in: 0.5...0.999)
    let margin = reader.section("verdict") { Self.margin($0) }
    reader.finish()

    let controls = ControlName.allCases.filter { controlNames.contains($0.rawValue) }
    let primary = estimatorNames.compactMap { name in
      EstimatorKinds.all.first { $0.name == name }
    }.first
    if let primary, !primary.givesOdds {
      diagnostics.report(
        reader.position(of: "estimators"), "`\(primary.name)` is named first, and gives no odds",
        remedy: "name the primary estimator first, as in [direct, \(primary.name)]")
    }
    let allocation = Allocation(
      budget: budget, controls: controls, estimators: estimators, strengths: pressure.strengths,
      pretraining: pretraining)
    if let needed = allocation.shortage {
      diagnostics.report(
        reader.position(of: "budget"), "a budget of \(budget) trainings is too small",
        remedy: "these estimators and controls need at least \(needed)")
    }
    try diagnostics.throwIfAny()
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
        learner: reader.position(of: "learner"),
        pretraining: reader.position(of: "pretraining"),
        sequence: reader.position(of: SequenceKind.name)),
      resolved: reader.resolved)
  }

  private static func isFolderName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || "0"..."9" ~= first
    else { return false }
    return name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0"..."9" ~= $0 || "-_.".unicodeScalars.contains($0)
    }
  }

  private static func threshold(_ reader: SettingsReader) -> Double {
    let threshold = reader.number("threshold", default: 0.9, in: 0...1)
    if threshold < 0.501 {
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
      return PolicyPair(a: 0, b: 1)
    }
    let a = reader.choice("a", among: policies, default: policies.first)
    let b = reader.choice("b", among: policies, default: policies.first { $0 != a })
    if a == b {
      reader.diagnostics.report(
        reader.position(of: "b"), "`pair` names `\(a)` twice", remedy: "name two policies")
    }
    return PolicyPair(
      a: policies.firstIndex(of: a) ?? 0, b: policies.firstIndex(of: b) ?? 1)
  }
}

extension PressureSettings {
  fileprivate init(reading reader: SettingsReader, policies: [String], pair: PolicyPair) {
    let name = reader.choice("kind", among: Pressure.kinds.map(\.name), default: "toward")
    kind = Pressure.Kind.signed.first { $0.name == name } ?? .toward
    if name == "diversity" {
      diversity = SequenceSettings(reading: reader)
      strengths = nil
      return
    }
    diversity = nil
    if policies.indices.contains(pair.a), policies.indices.contains(pair.b) {
      let axis = kind == .toward ? policies[pair.b] : policies[pair.a]
      let named = reader.choice("policy", among: policies, default: axis)
      if named != axis {
        reader.diagnostics.report(
          reader.position(of: "policy"), "`pressure.policy` is `\(named)`",
          remedy: "strengths are signed, positive toward `\(policies[pair.b])`: "
            + "name `\(axis)` here and use strengths of the other sign")
      }
    } else {
      _ = reader.node("policy")
    }
    switch reader.node("strengths") {
    case .scalar("adaptive", _, _)?, nil:
      strengths = nil
      reader.record("strengths", .text("adaptive"))
    case .sequence(let nodes, let position)?:
      let list = nodes.map { ($0, Self.strength($0)) }
      for (node, value) in list where value == nil {
        reader.diagnostics.report(
          node.position, "`pressure.strengths` holds \(node.kindInWords)",
          remedy: "expected numbers from -1e6 to 1e6, or the word adaptive for the list")
      }
      let values = list.compactMap(\.1)
      if values.isEmpty || Set(values).count < values.count {
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
