import Documents
import Learners
import Runs
import Tasks

/// What there is: everything that `tiltmeter list` and `tiltmeter show` know.
public enum Catalogue {
  public struct Shelf: Sendable {
    public let name: String
    public let items: [Item]
  }

  public struct Item: Sendable {
    public let name: String
    public let summary: String
  }

  public static let shelves: [Shelf] = [
    Shelf(
      name: "experiments", items: BuiltIn.all.map { Item(name: $0.name, summary: $0.summary) }),
    Shelf(
      name: "learners", items: LearnerKinds.all.map { Item(name: $0.name, summary: $0.summary) }),
    Shelf(name: "tasks", items: TaskKinds.all.map { Item(name: $0.name, summary: $0.summary) }),
    Shelf(
      name: "policies",
      items: TaskKinds.all.flatMap { kind in
        defaultPolicies(of: kind).map {
          Item(name: $0.name, summary: "\(kind.name): \($0.summary)")
        }
      }),
    Shelf(
      name: "pressures",
      items: Pressure.kinds.map { Item(name: $0.name, summary: $0.summary) }),
    Shelf(
      name: "sameness",
      items: SamenessKind.allCases.map { Item(name: $0.rawValue, summary: $0.summary) }),
    Shelf(
      name: "estimators",
      items: EstimatorKinds.all.map { Item(name: $0.name, summary: $0.summary) }),
  ]

  /// The policies of a kind with its default settings; none where it has required ones, as `table`.
  private static func defaultPolicies(of kind: any TaskKind.Type) -> [PolicyDescription] {
    let diagnostics = Diagnostics()
    let reader = SettingsReader(
      nil, path: "task", position: SourcePosition(file: "defaults", line: 1, column: 1),
      diagnostics: diagnostics)
    let task = kind.init(reading: reader, in: DataDirectory(path: ""))
    return diagnostics.isEmpty ? task.policies : []
  }

  /// What `tiltmeter show` prints: a built-in's settings, or what a kind is.
  ///
  /// - Throws: `MissingInputError` for a name that is on no shelf.
  public static func show(_ name: String) throws -> String {
    if let builtIn = BuiltIn.all.first(where: { $0.name == name }) { return builtIn.settings }
    let found = shelves.flatMap { shelf in
      shelf.items.filter { $0.name == name }.map { "\(shelf.name): \($0.name): \($0.summary)\n" }
    }
    if !found.isEmpty { return found.joined() }
    let names = shelves.flatMap { $0.items.map(\.name) }
    throw MissingInputError(
      "there is nothing called \(name)",
      remedy: likelyMeant(name, among: names).map { "did you mean `\($0)`?" }
        ?? "`tiltmeter list` prints all names")
  }
}
