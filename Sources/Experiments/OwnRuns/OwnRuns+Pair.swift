import Documents

extension OwnRuns {
  /// The pair that is asked about.
  public struct Pair: Sendable {
    public let a: String
    public let b: String
    /// How it was chosen, where it was not named in full.
    public let note: String?
    /// Names that no run has.
    public let warnings: [String]
  }

  /// Takes the pair that is named, and fills it up with the policies that are most frequent among
  /// the plain runs.
  ///
  /// A named policy is believed even where no run has it: a policy that never came up is what many
  /// ask about.
  ///
  /// - Parameters:
  ///   - a: the label of policy A; nil for the most frequent one.
  ///   - b: of policy B; nil for the next most frequent one.
  /// - Throws: `DocumentError` where the two are one, name no policy, or cannot be chosen.
  public func pair(a: String?, b: String?) throws -> Pair {
    let candidates = labels.filter { !Self.reserved.contains($0) }
    for wanted in [a, b].compactMap({ $0 }) where Self.reserved.contains(wanted) {
      throw refusal(
        "`\(wanted)` is no policy of a pair", "name one of: \(candidates.joined(separator: ", "))")
    }
    if let a, a == b {
      throw refusal("the pair names `\(a)` twice", "log odds need two different policies")
    }
    let (all, zero) = tally.totals(labels: labels.count)
    let plain = zero.reduce(0, +)
    let ranked = labels.indices.filter { !Self.reserved.contains(labels[$0]) }
      .sorted { (-zero[$0], -all[$0], labels[$0]) < (-zero[$1], -all[$1], labels[$1]) }
      .map { labels[$0] }
    let first = a ?? ranked.first { $0 != b }
    guard let first, let second = b ?? ranked.first(where: { $0 != first }) else {
      let shown = candidates.first.map { "one policy, `\($0)`" } ?? "no policy"
      throw refusal(
        "the runs show only \(shown)",
        "name the other one (`--a`, `--b`): that it never came up is an answer too")
    }
    var note: String?
    if a == nil || b == nil, candidates.count > 2 || (a == nil && b == nil) {
      func count(_ name: String) -> String {
        let counts = plain > 0 ? zero : all
        return Wording.count(labels.firstIndex(of: name).map { counts[$0] } ?? 0)
      }
      let runs = plain > 0
        ? "\(Wording.count(plain)) plain runs" : "\(Wording.count(all.reduce(0, +))) runs"
      note =
        "A is `\(first)` (\(count(first)) of \(runs)) and B is `\(second)` (\(count(second))), the "
        + "most frequent\(plain > 0 ? " at strength 0" : "") that were not named; others with --a "
        + "and --b"
    }
    let warnings = [a, b].compactMap { $0 }.filter { !candidates.contains($0) }.map { name in
      let others = candidates.filter { $0 != first && $0 != second }
      return "no run has the policy `\(name)`: it is taken as one that never came up"
        + (likelyMeant(name, among: others).map { "; did you mean `\($0)`?" } ?? "")
    }
    return Pair(a: first, b: second, note: note, warnings: warnings)
  }

  private func refusal(_ problem: String, _ remedy: String) -> DocumentError {
    DocumentError([Diagnostic(labelPosition, problem, remedy: remedy)])
  }
}
