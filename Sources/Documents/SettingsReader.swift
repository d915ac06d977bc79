/// Reads one block of settings: each call takes a key, checks its value, and fills in the default.
///
/// A reader never stops at an error: it reports to its `Diagnostics`, goes on with the default, and
/// so finds everything that is wrong in one pass. It remembers what it resolved, in the order of
/// the calls, and `finish()` reports the keys that nobody asked for.
public final class SettingsReader {
  public let diagnostics: Diagnostics
  /// The block's dotted path in the document; empty for the document itself.
  public let path: String
  public let position: SourcePosition
  private let entries: [SettingsNode.Entry]
  private var known: [String] = []
  private var resolvedEntries: [ResolvedSettings.Entry] = []

  /// - Parameters:
  ///   - node: the block; nil where the document has none, so that defaults hold.
  ///   - position: where to point when a required key is missing and there is no node.
  public init(
    _ node: SettingsNode?, path: String, position: SourcePosition, diagnostics: Diagnostics
  ) {
    self.diagnostics = diagnostics
    self.path = path
    self.position = node?.position ?? position
    switch node {
    case .mapping(let entries, _): self.entries = entries
    case nil: entries = []
    case .scalar("", quoted: false, _): entries = []
    case let other?:
      entries = []
      diagnostics.report(
        other.position,
        "\(path.isEmpty ? "the document" : "`\(path)`") is \(other.kindInWords)",
        remedy: "expected a block of keys")
    }
  }

  /// What was read, defaults filled in.
  public var resolved: ResolvedSettings { .block(resolvedEntries) }

  public func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// Whether a key's value is this plain word; for the rare value that may have several shapes.
  public func isScalar(_ key: String, _ word: String) -> Bool {
    if case .scalar(let text, quoted: false, _)? = entries.first(where: { $0.key == key })?.value {
      return text == word
    }
    return false
  }

  /// Where a key's value stands, or the block where it has none: for messages of later checks.
  public func position(of key: String) -> SourcePosition {
    entries.first { $0.key == key }?.value.position ?? position
  }

  /// Takes a key's value as written; for the rare value that may have several shapes.
  public func node(_ key: String) -> SettingsNode? {
    known.append(key)
    return entries.first { $0.key == key }?.value
  }

  /// Remembers a value that was taken with `node(_:)`.
  public func record(_ key: String, _ value: ResolvedSettings) {
    resolvedEntries.append(.init(key, value))
  }

  // MARK: Values

  public func integer(_ key: String, default fallback: Int?, in range: ClosedRange<Int>) -> Int {
    value(key, default: fallback, expected: "a whole number from \(range.lowerBound) to "
      + (range.upperBound == .max ? "…" : "\(range.upperBound)"), otherwise: range.lowerBound,
      resolve: { .integer($0) }
    ) { text, quoted in
      guard !quoted, let value = ScalarForms.integer(text), range.contains(value) else {
        return nil
      }
      return value
    }
  }

  /// - Parameters:
  ///   - range: the values allowed, both ends included.
  public func number(
    _ key: String, default fallback: Double?, in range: ClosedRange<Double>
  ) -> Double {
    value(key, default: fallback, expected: Self.inWords(range), otherwise: range.lowerBound,
      resolve: { .number($0) }
    ) { text, quoted in
      guard !quoted, let value = ScalarForms.number(text), range.contains(value) else {
        return nil
      }
      return value
    }
  }

  public func flag(_ key: String, default fallback: Bool) -> Bool {
    value(key, default: fallback, expected: "true or false", otherwise: false,
      resolve: { .flag($0) }
    ) { text, quoted in
      quoted ? nil : text == "true" ? true : text == "false" ? false : nil
    }
  }

  public func text(_ key: String, default fallback: String?) -> String {
    value(key, default: fallback, expected: "a text", otherwise: "", resolve: { .text($0) }) {
      text, quoted in
      guard quoted || !ScalarForms.isAmbiguousText(text) else { return nil }
      return text
    }
  }

  /// One word of a list of words; a misspelt one is answered with the likely meant one.
  public func choice(_ key: String, among choices: [String], default fallback: String?) -> String {
    let list = choices.joined(separator: " | ")
    return value(key, default: fallback, expected: list, otherwise: choices.first ?? "",
      suggestions: choices, resolve: { .text($0) }
    ) { text, _ in choices.contains(text) ? text : nil }
  }

  public func integers(
    _ key: String, default fallback: [Int]?, in range: ClosedRange<Int>
  ) -> [Int] {
    list(key, default: fallback, expected: "whole numbers from \(range.lowerBound) to "
      + (range.upperBound == .max ? "…" : "\(range.upperBound)"), resolve: { .integer($0) }
    ) { text, quoted in
      guard !quoted, let value = ScalarForms.integer(text), range.contains(value) else {
        return nil
      }
      return value
    }
  }

  public func numbers(
    _ key: String, default fallback: [Double]?, in range: ClosedRange<Double>
  ) -> [Double] {
    list(key, default: fallback, expected: "numbers, each \(Self.inWords(range))",
      resolve: { .number($0) }
    ) { text, quoted in
      guard !quoted, let value = ScalarForms.number(text), range.contains(value) else {
        return nil
      }
      return value
    }
  }

  public func texts(_ key: String, default fallback: [String]?) -> [String] {
    list(key, default: fallback, expected: "texts", resolve: { .text($0) }) { text, quoted in
      quoted || !ScalarForms.isAmbiguousText(text) ? text : nil
    }
  }

  public func choices(
    _ key: String, among choices: [String], default fallback: [String]?
  ) -> [String] {
    list(key, default: fallback, expected: "words of: \(choices.joined(separator: ", "))",
      suggestions: choices, resolve: { .text($0) }
    ) { text, _ in choices.contains(text) ? text : nil }
  }

  /// Reads a block inside this one.
  ///
  /// - Parameter read: asks for the block's keys; unknown ones are reported after it.
  public func section<Result>(_ key: String, _ read: (SettingsReader) -> Result) -> Result {
    known.append(key)
    let node = entries.first { $0.key == key }?.value
    let inner = SettingsReader(
      node, path: dotted(key), position: position, diagnostics: diagnostics)
    let result = read(inner)
    inner.finish()
    resolvedEntries.append(.init(key, inner.resolved))
    return result
  }

  /// Reports every key that was never asked for, with the likely meant one.
  public func finish() {
    for entry in entries where !known.contains(entry.key) {
      let place = path.isEmpty ? "" : " in `\(path)`"
      diagnostics.report(
        entry.position, "unknown key `\(entry.key)`\(place)",
        remedy: likelyMeant(entry.key, among: known).map { "did you mean `\($0)`?" }
          ?? "known here: \(known.joined(separator: ", "))")
    }
  }

  /// Leaves the keys not asked for unjudged: for a block whose kind is unknown, so that nobody can
  /// tell which keys it should have.
  public func skipRest() { known += entries.map(\.key) }

  public func dotted(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  // MARK: The one way every value goes

  private func value<Value>(
    _ key: String, default fallback: Value?, expected: String, otherwise: Value,
    suggestions: [String] = [], resolve: (Value) -> ResolvedSettings,
    parse: (String, Bool) -> Value?
  ) -> Value {
    known.append(key)
    let result: Value
    if let node = entries.first(where: { $0.key == key })?.value {
      result = scalar(node, dotted(key), expected, suggestions, parse) ?? fallback ?? otherwise
    } else if let fallback {
      result = fallback
    } else {
      diagnostics.report(position, "`\(dotted(key))` is missing", remedy: "expected \(expected)")
      result = otherwise
    }
    resolvedEntries.append(.init(key, resolve(result)))
    return result
  }

  private func list<Value>(
    _ key: String, default fallback: [Value]?, expected: String, suggestions: [String] = [],
    resolve: (Value) -> ResolvedSettings, parse: (String, Bool) -> Value?
  ) -> [Value] {
    known.append(key)
    var result = fallback ?? []
    switch entries.first(where: { $0.key == key })?.value {
    case .sequence(let nodes, _):
      result = nodes.compactMap { scalar($0, dotted(key), expected, suggestions, parse) }
    case let node?:
      diagnostics.report(
        node.position, "`\(dotted(key))` is \(node.kindInWords)",
        remedy: "expected a list of \(expected), as in [one, two]")
    case nil:
      if fallback == nil {
        diagnostics.report(
          position, "`\(dotted(key))` is missing", remedy: "expected a list of \(expected)")
      }
    }
    resolvedEntries.append(.init(key, .list(result.map(resolve))))
    return result
  }

  private func scalar<Value>(
    _ node: SettingsNode, _ path: String, _ expected: String, _ suggestions: [String],
    _ parse: (String, Bool) -> Value?
  ) -> Value? {
    guard case .scalar(let text, let quoted, let position) = node else {
      diagnostics.report(
        node.position, "`\(path)` is \(node.kindInWords)", remedy: "expected \(expected)")
      return nil
    }
    if let value = parse(text, quoted) { return value }
    var remedy = "expected \(expected)"
    if !quoted, let form = ScalarForms.numberRemedy(text) {
      remedy += " (\(form))"
    } else if !quoted, ScalarForms.isAmbiguousText(text), expected.contains("text") {
      remedy += " (YAML readers take this for no text; write it in quotes)"
    } else if let meant = likelyMeant(text, among: suggestions) {
      remedy += "; did you mean `\(meant)`?"
    }
    diagnostics.report(position, "`\(path)` is \(node.kindInWords)", remedy: remedy)
    return nil
  }

  private static func inWords(_ range: ClosedRange<Double>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (-.infinity, .infinity), (-.greatestFiniteMagnitude, .greatestFiniteMagnitude):
      "a number"
    case (.leastNonzeroMagnitude, .infinity), (.leastNonzeroMagnitude, .greatestFiniteMagnitude),
      (.leastNormalMagnitude, .infinity):
      "a number above 0"
    case (let low, .infinity), (let low, .greatestFiniteMagnitude): "a number, at least \(low)"
    case (let low, let high): "a number from \(low) to \(high)"
    }
  }
}

extension SettingsReader {
  /// A number written in a form that means one thing only, or nil.
  public static func plainNumber(_ text: String) -> Double? { ScalarForms.number(text) }
}
