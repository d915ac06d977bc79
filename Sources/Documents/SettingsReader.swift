/// Reads one block of settings: each call takes a key, checks its value, and fills in the default.
///
/// A reader never stops at an error: it reports to its `Diagnostics`, goes on with the default, and
/// so finds everything that is wrong in one pass. It remembers what it resolved, in the order of
/// the calls, and how each key is defined; `finish()` reports the keys that nobody asked for.
///
/// One mistake is one message. A required key that is missing because its name is misspelt is not
/// called missing, and what was derived from a faulty value must not be judged: ask `isSound(_:)`.
public final class SettingsReader {
  public let diagnostics: Diagnostics
  /// The block's dotted path in the document; empty for the document itself.
  public let path: String
  public let position: SourcePosition
  /// The keys that were asked for, in the order of the calls, with those of inner blocks.
  public internal(set) var definitions: [SettingsKey] = []
  let entries: [SettingsNode.Entry]
  private var known: [String] = []
  private var resolvedEntries: [ResolvedSettings.Entry] = []
  /// Keys whose value is faulty or missing.
  private var faulty: Set<String> = []
  /// Required keys that are not there, reported by `finish()` unless another name means them.
  private var missing: [(key: String, diagnostic: Diagnostic)] = []
  private var leavesRestUnjudged = false
  /// Whether something else stands where the block should, so that its keys are not missed.
  private var isNoBlock = false

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
      leavesRestUnjudged = true
      isNoBlock = true
      diagnostics.report(
        other.position,
        "\(path.isEmpty ? "the document" : "`\(path)`") is \(other.kindInWords)",
        remedy: "expected a block of keys")
    }
  }

  /// What was read, defaults filled in.
  public var resolved: ResolvedSettings { .block(resolvedEntries) }

  public func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// Whether a key that was asked for has a value that could be read, or a default.
  public func isSound(_ key: String) -> Bool { !faulty.contains(key) }

  /// Whether all keys asked for so far are sound.
  public var isSoundSoFar: Bool { faulty.isEmpty }

  /// Marks a key as faulty after a check that only its reader's caller can do.
  public func spoil(_ key: String) { faulty.insert(key) }

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

  /// Says how a key is defined that was taken with `node(_:)`.
  public func define(
    _ key: String, default fallback: ResolvedSettings?, expected: String, _ meaning: String
  ) {
    definitions.append(
      SettingsKey(path: dotted(key), meaning: meaning, expected: expected, default: fallback))
  }

  // MARK: Values

  public func integer(
    _ key: String, default fallback: Int?, in range: ClosedRange<Int>, _ meaning: String = ""
  ) -> Int {
    value(key, meaning, default: fallback, expected: "a whole number \(Self.inWords(range))",
      otherwise: range.lowerBound, resolve: { .integer($0) }
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
    _ key: String, default fallback: Double?, in range: ClosedRange<Double>,
    _ meaning: String = ""
  ) -> Double {
    value(key, meaning, default: fallback, expected: Self.inWords(range), otherwise: range.lowerBound,
      resolve: { .number($0) }
    ) { text, quoted in
      guard !quoted, let value = ScalarForms.number(text), range.contains(value) else {
        return nil
      }
      return value
    }
  }

  public func flag(_ key: String, default fallback: Bool, _ meaning: String = "") -> Bool {
    value(key, meaning, default: fallback, expected: "true or false", otherwise: false,
      resolve: { .flag($0) }
    ) { text, quoted in
      quoted ? nil : text == "true" ? true : text == "false" ? false : nil
    }
  }

  public func text(
    _ key: String, default fallback: String?, _ meaning: String = ""
  ) -> String {
    value(
      key, meaning, default: fallback, expected: "a text", otherwise: "", resolve: { .text($0) }
    ) { text, quoted in
      guard quoted || !ScalarForms.isAmbiguousText(text) else { return nil }
      return text
    }
  }

  /// A whole number, or one word that stands for something else.
  ///
  /// - Parameter fallback: nil for the word.
  /// - Returns: nil for the word.
  public func integer(
    _ key: String, or word: String, default fallback: Int?, in range: ClosedRange<Int>,
    _ meaning: String = ""
  ) -> Int? {
    value(
      key, meaning, default: .some(fallback),
      expected: "\(word), or a whole number \(Self.inWords(range))", otherwise: nil,
      suggestions: [word], resolve: { $0.map { .integer($0) } ?? .text(word) }
    ) { text, quoted -> Int?? in
      if text == word { return .some(nil) }
      guard !quoted, let value = ScalarForms.integer(text), range.contains(value) else {
        return nil
      }
      return .some(value)
    }
  }

  /// One word of a list of words; a misspelt one is answered with the likely meant one.
  public func choice(
    _ key: String, among choices: [String], default fallback: String?, _ meaning: String = ""
  ) -> String {
    let list = choices.joined(separator: " | ")
    return value(key, meaning, default: fallback, expected: list, otherwise: choices.first ?? "",
      suggestions: choices, resolve: { .text($0) }
    ) { text, _ in choices.contains(text) ? text : nil }
  }

  public func integers(
    _ key: String, default fallback: [Int]?, in range: ClosedRange<Int>, _ meaning: String = ""
  ) -> [Int] {
    list(key, meaning, default: fallback, expected: "whole numbers \(Self.inWords(range))",
      resolve: { .integer($0) }
    ) { text, quoted in
      guard !quoted, let value = ScalarForms.integer(text), range.contains(value) else {
        return nil
      }
      return value
    }
  }

  public func numbers(
    _ key: String, default fallback: [Double]?, in range: ClosedRange<Double>,
    _ meaning: String = ""
  ) -> [Double] {
    list(key, meaning, default: fallback, expected: "numbers, each \(Self.inWords(range))",
      resolve: { .number($0) }
    ) { text, quoted in
      guard !quoted, let value = ScalarForms.number(text), range.contains(value) else {
        return nil
      }
      return value
    }
  }

  public func texts(
    _ key: String, default fallback: [String]?, _ meaning: String = ""
  ) -> [String] {
    list(
      key, meaning, default: fallback, expected: "texts", resolve: { .text($0) }
    ) { text, quoted in
      quoted || !ScalarForms.isAmbiguousText(text) ? text : nil
    }
  }

  public func choices(
    _ key: String, among choices: [String], default fallback: [String]?, _ meaning: String = ""
  ) -> [String] {
    list(key, meaning, default: fallback, expected: "words of: \(choices.joined(separator: ", "))",
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
    definitions += inner.definitions
    if !inner.faulty.isEmpty || inner.leavesRestUnjudged { faulty.insert(key) }
    resolvedEntries.append(.init(key, inner.resolved))
    return result
  }

  /// Reports every key that was never asked for, with the likely meant one, and the required keys
  /// that are missing, unless a misspelt one is likely to mean them.
  public func finish() {
    let absent = known.filter { !has($0) }
    var meant = Set<String>()
    for entry in entries where !known.contains(entry.key) {
      let wanted = likelyMeant(entry.key, among: missing.map(\.key))
      if let wanted { meant.insert(wanted) }
      if leavesRestUnjudged, wanted == nil { continue }
      let place = path.isEmpty ? "" : " in `\(path)`"
      let likely = wanted ?? likelyMeant(entry.key, among: absent)
        ?? likelyMeant(entry.key, among: known)
      diagnostics.report(
        entry.position, "unknown key `\(entry.key)`\(place)",
        remedy: likely.map { "did you mean `\($0)`?" }
          ?? "known here: \(known.joined(separator: ", "))")
      if let likely { faulty.insert(likely) }
    }
    for (key, diagnostic) in missing where !isNoBlock && !meant.contains(key) {
      diagnostics.report(diagnostic.position, diagnostic.problem, remedy: diagnostic.remedy)
    }
    missing = []
  }

  /// Leaves the keys not asked for unjudged: for a block whose kind is unknown, so that nobody can
  /// tell which keys it should have.
  public func skipRest() { leavesRestUnjudged = true }

  public func dotted(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  // MARK: The one way every value goes

  private func value<Value>(
    _ key: String, _ meaning: String, default fallback: Value?, expected: String,
    otherwise: Value, suggestions: [String] = [], resolve: (Value) -> ResolvedSettings,
    parse: (String, Bool) -> Value?
  ) -> Value {
    known.append(key)
    define(key, default: fallback.map(resolve), expected: expected, meaning)
    let result: Value
    if let node = entries.first(where: { $0.key == key })?.value {
      let read = scalar(node, dotted(key), expected, suggestions, parse)
      if read == nil { faulty.insert(key) }
      result = read ?? fallback ?? otherwise
    } else if let fallback {
      result = fallback
    } else {
      miss(key, expected)
      result = otherwise
    }
    resolvedEntries.append(.init(key, resolve(result)))
    return result
  }

  /// One value stands for a list of one, and the word `none` for an empty list.
  private func list<Value>(
    _ key: String, _ meaning: String, default fallback: [Value]?, expected: String,
    suggestions: [String] = [], resolve: (Value) -> ResolvedSettings,
    parse: (String, Bool) -> Value?
  ) -> [Value] {
    known.append(key)
    define(
      key, default: fallback.map { .list($0.map(resolve)) }, expected: "a list of \(expected)",
      meaning)
    var result = fallback ?? []
    switch entries.first(where: { $0.key == key })?.value {
    case .sequence(let nodes, _)?:
      let read = nodes.map { scalar($0, dotted(key), expected, suggestions, parse) }
      if read.contains(where: { $0 == nil }) { faulty.insert(key) }
      result = read.compactMap(\.self)
    case .scalar("none", quoted: false, _)?: result = []
    case .scalar(let text, let quoted, let place)? where quoted || !text.isEmpty:
      let values = text.contains(",") && parse(text, quoted) == nil
      if values {
        diagnostics.report(
          place, "`\(dotted(key))` is `\(text)`", remedy: "write a list as [\(text)]")
        faulty.insert(key)
      } else if let value = scalar(
        .scalar(text, quoted: quoted, place), dotted(key), expected, suggestions, parse)
      {
        result = [value]
      } else {
        faulty.insert(key)
      }
    case let node?:
      diagnostics.report(
        node.position, "`\(dotted(key))` is \(node.kindInWords)",
        remedy: "expected a list of \(expected), as in [one, two]")
      faulty.insert(key)
    case nil: if fallback == nil { miss(key, "a list of \(expected)") }
    }
    resolvedEntries.append(.init(key, .list(result.map(resolve))))
    return result
  }

  /// Says that a required key is missing, unless a misspelt one turns out to mean it.
  public func miss(_ key: String, remedy: String) {
    faulty.insert(key)
    missing.append(
      (key, Diagnostic(position, "`\(dotted(key))` is missing", remedy: remedy)))
  }

  private func miss(_ key: String, _ expected: String) { miss(key, remedy: "expected \(expected)") }

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

  private static func inWords(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
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

  /// A whole number written in a form that means one thing only, or nil.
  public static func wholeNumber(_ text: String) -> Int? { ScalarForms.integer(text) }
}
