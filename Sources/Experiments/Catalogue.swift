import Documents
import Learners
import Runs
import Tasks

/// What there is: everything that `tiltmeter list` and `tiltmeter show` know.
public enum Catalogue {
  public struct Shelf: Sendable {
    public let name: String
    public let items: [Item]

    public init(name: String, items: [Item]) { (self.name, self.items) = (name, items) }
  }

  public struct Item: Sendable {
    public let name: String
    public let summary: String

    public init(name: String, summary: String) { (self.name, self.summary) = (name, summary) }
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
      items: SamenessKind.allCases.map {
        Item(name: $0.rawValue, summary: "pressure: \($0.summary)")
      } + SamenessMeasures.all.map {
        Item(name: $0.name, summary: "in reports: \($0.summary)")
      }),
    Shelf(
      name: "estimators",
      items: EstimatorKinds.all.map { Item(name: $0.name, summary: $0.summary) }),
    Shelf(
      name: "blocks",
      items: [
        Item(name: "experiment", summary: "the document's own keys"),
        Item(name: "training", summary: "how runs are trained"),
        Item(name: "pretraining", summary: "how the bases are made that runs start from"),
        Item(name: "readout", summary: "when a run is a policy's"),
      ]),
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

  /// What `tiltmeter show` prints: a built-in's settings, or what a kind is and which keys it has.
  ///
  /// - Parameter outer: shelves of modules that are not known here.
  /// - Throws: `MissingInputError` for a name that is on no shelf.
  public static func show(_ name: String, besides outer: [Shelf] = []) throws -> String {
    if let builtIn = BuiltIn.all.first(where: { $0.name == name }) { return builtIn.settings }
    let all = shelves + outer
    let found = all.flatMap { shelf in
      shelf.items.filter { $0.name == name }.map { item in
        "\(shelf.name): \(item.name): \(item.summary)\n"
          + (KindKeys.all.first { $0.shelf == shelf.name && $0.name == name }?.text ?? "")
      }
    }
    if !found.isEmpty { return found.joined() }
    let names = all.flatMap { $0.items.map(\.name) }
    throw MissingInputError(
      "there is nothing called \(name)",
      remedy: likelyMeant(name, among: names).map { "did you mean `\($0)`?" }
        ?? "`tiltmeter list` prints all names")
  }
}
