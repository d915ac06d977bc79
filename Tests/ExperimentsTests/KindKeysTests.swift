import Documents
import Experiments
import Testing

/// The keys of every kind, as `tiltmeter show` lists them.
@Suite struct KindKeysTests {
  /// What must be stated for a kind that has keys without a default.
  private static let required = [
    "table": "\ntrain: t.csv\npressure: p.csv\nreadout: r.csv\npolicies: [a, b]"
  ]

  private static let all = KindKeys.all.map(\.name)

  private func kind(_ name: String) throws -> KindKeys {
    try #require(KindKeys.all.first { $0.name == name })
  }

  /// Stating a key's default gives the settings that leaving it out gives.
  @Test(arguments: all) func leavingAKeyOutEqualsStatingItsDefault(_ name: String) throws {
    let kind = try kind(name)
    var stated = 0
    for (key, variant) in kind.keys {
      guard let fallback = key.default else { continue }
      let base = variant + (Self.required[name] ?? "")
      let without = kind.reading(base)
      #expect(without.diagnostics == [], "\(name): \(base)")
      let inner = key.path.hasPrefix(kind.block + ".")
        ? String(key.path.dropFirst(kind.block.count + 1)) : key.path
      let path = inner.split(separator: ".").map(String.init)
      // What the variant states itself needs no second statement.
      if variant.contains("\(path[path.count - 1]):") { continue }
      var node = try YAMLDocument.parse(base.isEmpty ? "{}" : base, file: "e.yaml")
      let place = SourcePosition(file: "e.yaml", line: 1, column: 1)
      node.set(
        path.map { (key: $0, position: place) }[...],
        to: try YAMLDocument.parseValue(fallback.inlineText, position: place))
      let diagnostics = Diagnostics()
      let reader = SettingsReader(node, path: kind.block, position: place, diagnostics: diagnostics)
      kind.read(reader)
      reader.finish()
      #expect(diagnostics.all.map(\.description) == [], "\(name): \(key.path)")
      #expect(
        reader.resolved.canonicalText == without.resolved.canonicalText,
        "\(name): \(key.path): \(fallback.inlineText)")
      stated += 1
    }
    #expect(stated > 0 || name == "exact")
  }

  @Test(arguments: all) func everyKeyHasAMeaningAndARange(_ name: String) throws {
    for (key, _) in try kind(name).keys {
      #expect(!key.meaning.isEmpty, "\(key.path) has no meaning")
      #expect(!key.expected.isEmpty, "\(key.path) has no range")
    }
  }

  /// Every key that an experiment resolves is defined, or is a block of keys that are.
  @Test(arguments: BuiltIn.all.map(\.name)) func everyResolvedKeyIsDefined(_ name: String) throws {
    let experiment = try Experiment.load(SpecificationSource(name, overrides: []))
    let defined = Set(experiment.definitions.map(\.path))
    func check(_ settings: ResolvedSettings, _ path: String) {
      guard case .block(let entries) = settings, !defined.contains(path) else {
        #expect(defined.contains(path), "\(path) is not defined")
        return
      }
      for entry in entries { check(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)") }
    }
    check(experiment.resolved, "")
    // What is printed is the same experiment.
    let again = try Experiment(
      reading: YAMLDocument.parse(experiment.annotatedSettings, file: "e.yaml"), directory: "")
    #expect(again.resolved == experiment.resolved)
  }
}
