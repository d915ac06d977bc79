import Documents

extension ArithmeticBug {
  /// Reads the key `bug`: a name, or a list of names of bugs that act together.
  ///
  /// - Returns: the bugs in the order of the registry, each with the place that names it; the
  ///   default where the names are faulty, which is reported.
  static func read(
    _ settings: SettingsReader, default fallback: ArithmeticBug
  ) -> [(bug: ArithmeticBug, position: SourcePosition)] {
    let substitute = [(bug: fallback, position: settings.position(of: "bug"))]
    var found: [(bug: ArithmeticBug, position: SourcePosition)] = []
    settings.define(
      "bug", default: .text(fallback.name), expected: "one or more of the bugs",
      "what the seventh grader does wrong: " + all.map(\.name).joined(separator: ", "))
    switch settings.node("bug") {
    case nil: found = substitute
    case .sequence(let nodes, let position):
      if nodes.isEmpty {
        settings.diagnostics.report(
          position, "`\(settings.dotted("bug"))` names no bug",
          remedy: "expected one or more of: \(all.map(\.name).joined(separator: ", "))")
      }
      found = nodes.compactMap { read($0, settings) }
    case let node?: found = [read(node, settings)].compactMap(\.self)
    }
    found = withoutConflicts(found, settings)
    if found.isEmpty { found = substitute }
    let order = all.compactMap { bug in found.first { $0.bug == bug } }
    // One form for one meaning: a list of one is the name itself.
    settings.record(
      "bug",
      order.count == 1
        ? .text(order[0].bug.name) : .list(order.map { .text($0.bug.name) }))
    return order
  }

  private static func read(
    _ node: SettingsNode, _ settings: SettingsReader
  ) -> (bug: ArithmeticBug, position: SourcePosition)? {
    if case .scalar(let text, _, let position) = node,
      let bug = all.first(where: { $0.name == text })
    {
      return (bug, position)
    }
    var remedy = "expected one or more of: \(all.map(\.name).joined(separator: ", "))"
    if case .scalar(let text, _, _) = node,
      let meant = likelyMeant(text, among: all.map(\.name))
    {
      remedy = "did you mean `\(meant)`?"
    }
    settings.diagnostics.report(
      node.position, "`\(settings.dotted("bug"))` is \(node.kindInWords)", remedy: remedy)
    return nil
  }

  /// Reports, and leaves out, bugs that come twice or decide what an earlier one has decided.
  private static func withoutConflicts(
    _ bugs: [(bug: ArithmeticBug, position: SourcePosition)], _ settings: SettingsReader
  ) -> [(bug: ArithmeticBug, position: SourcePosition)] {
    var kept: [(bug: ArithmeticBug, position: SourcePosition)] = []
    for entry in bugs {
      let name = entry.bug.name
      if kept.contains(where: { $0.bug == entry.bug }) {
        settings.diagnostics.report(
          entry.position, "`\(settings.dotted("bug"))` names `\(name)` twice",
          remedy: "name each bug once")
      } else if let (other, question) = kept.lazy.compactMap({ other in
        other.bug.conflict(with: entry.bug).map { (other.bug.name, $0) }
      }).first {
        settings.diagnostics.report(
          entry.position, "`\(name)` and `\(other)` cannot act together",
          remedy: "both say \(question): keep one of them")
      } else {
        kept.append(entry)
      }
    }
    return kept
  }
}
