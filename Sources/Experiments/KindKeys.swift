import Documents
import Learners
import Runs
import Tasks

/// The keys of one kind, or of one block, as its reader defines them.
public struct KindKeys: Sendable {
  /// The shelf of the catalogue.
  public let shelf: String
  public let name: String
  /// The block that the keys stand in; empty for the document itself.
  public let block: String
  /// What must be stated besides for the keys of a variant to be there, as YAML of the block.
  public let variants: [String]
  /// Reads the block.
  public let read: @Sendable (SettingsReader) -> Void

  /// The keys, those of variants after those of the plain block, each with the variant it is of.
  public var keys: [(key: SettingsKey, variant: String)] {
    var found: [(key: SettingsKey, variant: String)] = []
    for variant in variants {
      for key in reading(variant).definitions
      where isOwn(key) && !found.contains(where: { $0.key.path == key.path }) {
        found.append((key, variant))
      }
    }
    return found
  }

  /// The document's own keys are those that no other kind or block has.
  private func isOwn(_ key: SettingsKey) -> Bool {
    let parts = key.path.split(separator: ".")
    return name != "experiment" || parts.count == 1 && parts[0] != "pretraining"
      || parts[0] == "pair"
  }

  /// Reads a block of this kind from YAML.
  public func reading(
    _ yaml: String
  ) -> (definitions: [SettingsKey], resolved: ResolvedSettings, diagnostics: [Diagnostic]) {
    let diagnostics = Diagnostics()
    let node = (try? YAMLDocument.parse(yaml, file: "defaults")) ?? .scalar("", quoted: false, start)
    let reader = SettingsReader(node, path: block, position: start, diagnostics: diagnostics)
    read(reader)
    reader.finish()
    return (reader.definitions, reader.resolved, diagnostics.all)
  }

  private var start: SourcePosition { SourcePosition(file: "defaults", line: 1, column: 1) }

  /// What `tiltmeter show` prints of the keys.
  public var text: String {
    keys.map { key, variant in
      let lines = key.lines(in: block)
      let own = variant.replacing(variants[0] + "\n", with: "")
      let with = variant.isEmpty || variant == variants[0] ? "" : " (with \(own))"
      return "  \(lines[0])\(with)\n" + lines.dropFirst().map { "      \($0)\n" }.joined()
    }.joined()
  }

  /// Every kind and every block that has keys.
  public static let all: [KindKeys] = tasks + learners + pressures + estimators + blocks

  private static let tasks = TaskKinds.all.map { kind in
    let plain = "kind: \(kind.name)"
    return KindKeys(
      shelf: "tasks", name: kind.name, block: "task",
      variants: kind == Table.self ? [plain, plain + "\nprompt: question"] : [plain]
    ) {
      _ = TaskKinds.read($0, in: DataDirectory(path: ""))
    }
  }

  private static let learners = LearnerKinds.all.map { kind in
    KindKeys(shelf: "learners", name: kind.name, block: "learner", variants: ["kind: \(kind.name)"])
    { _ = LearnerKinds.read($0) }
  }

  private static let pressures = Pressure.kinds.map { kind in
    KindKeys(
      shelf: "pressures", name: kind.name, block: "pressure", variants: ["kind: \(kind.name)"]
    ) {
      _ = PressureSettings(reading: $0, policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1))
    }
  }

  private static let estimators = EstimatorKinds.all.map { kind in
    KindKeys(shelf: "estimators", name: kind.name, block: kind.name, variants: [""]) {
      _ = kind.init(reading: $0)
    }
  }

  private static let blocks = [
    KindKeys(
      shelf: "blocks", name: "training", block: "training",
      variants: ["", "optimizer: momentum", "optimizer: adamw"]
    ) { _ = TrainingSettings(reading: $0) },
    KindKeys(
      shelf: "blocks", name: "pretraining", block: "",
      variants: ["", "pretraining: {}", "pretraining: {optimizer: momentum}"]
    ) { _ = PretrainingSettings.read($0) },
    KindKeys(shelf: "blocks", name: "readout", block: "readout", variants: [""]) {
      _ = Experiment.rule($0, pretraining: nil)
    },
    KindKeys(shelf: "blocks", name: "experiment", block: "", variants: ["task: {kind: slab}"]) {
      _ = try? Experiment($0, directory: "")
    },
  ]
}
