import Documents
import Runs
import Tasks

/// Many experiments over one store, that differ in the keys of a `sweep` block; an experiment
/// without one is a sweep of a single cell.
public struct Sweep: Sendable {
  public let axes: [SweepAxis]
  /// In the order of the axes, the last one running fastest; at least one.
  public let cells: [SweepCell]
  /// The settings document without its `sweep` block.
  let document: SettingsNode

  /// Names the folder and the report; the same in every cell.
  public var name: String { cells[0].experiment.name }

  public var isSwept: Bool { !axes.isEmpty }

  /// The swept keys, in the order of the axes.
  public var keys: [String] { axes.flatMap { $0.keys.map(\.name) } }

  /// Reads the experiments of a settings document, and finds everything that is wrong with any of
  /// them at once.
  ///
  /// - Parameters:
  ///   - node: the document, overrides already set.
  ///   - directory: what relative paths in it are relative to.
  /// - Throws: `DocumentError` with every problem, each with the cells that have it where these are
  ///   not all; `MissingFileError` where only files are missing.
  /// - Complexity: O(cells x settings).
  public init(reading node: SettingsNode, directory: String) throws {
    guard let block = node.value(at: [SweepBlock.name]) else {
      document = node
      axes = []
      cells = [
        SweepCell(
          index: 0, places: [], settings: [],
          experiment: try Experiment(reading: node, directory: directory))
      ]
      return
    }
    let base = node.without([SweepBlock.name])
    let diagnostics = Diagnostics()
    let read = SweepBlock(reading: block, diagnostics: diagnostics).axes
    try diagnostics.throwIfAny()
    document = base
    axes = read
    var problems = CellDiagnostics(axes: read)
    var cells: [SweepCell] = []
    var tasks: [String: any TaskKind] = [:]
    for (index, places) in Self.places(read).enumerated() {
      let reading = CellReading(
        index: index, places: places, axes: read, document: base, directory: directory)
      guard var cell = problems.take(reading) else { continue }
      // What a task keeps of its files may be large: cells of one task have it once.
      let name = cell.experiment.taskName
      cell.experiment.task = tasks[name] ?? cell.experiment.task
      tasks[name] = cell.experiment.task
      cells.append(cell)
    }
    try problems.throwIfAny()
    self.cells = cells.map { $0.namingFiles(axes: read) }
  }

  /// A sweep of one cell.
  init(_ experiment: Experiment) {
    document = .mapping([], experiment.positions.learner)
    axes = []
    cells = [SweepCell(index: 0, places: [], settings: [], experiment: experiment)]
  }

  /// Reads what was found on the command line.
  public static func load(_ source: SpecificationSource) throws -> Sweep {
    try Sweep(reading: source.node, directory: source.directory)
  }

  /// Reads the experiments that a folder holds.
  ///
  /// - Throws: `StoreError.missing` where the folder holds none; `StoreError.changed` where its
  ///   settings or data are not as they were written.
  public static func load(_ folder: ExperimentFolder) throws -> Sweep {
    try folder.checkSettings()
    return try load(SpecificationSource(folder.settingsPath, overrides: []))
  }

  /// The places on the axes, cell by cell.
  private static func places(_ axes: [SweepAxis]) -> [[Int]] {
    axes.reduce([[]]) { cells, axis in
      cells.flatMap { cell in axis.rows.indices.map { cell + [$0] } }
    }
  }

  /// The files that settings and data were read from, as the system takes their names.
  ///
  /// - Parameter specification: the settings file; nil for a built-in or standard input.
  public func inputs(specification: String?) -> [String] {
    var seen = Set<String>()
    return cells.flatMap { $0.experiment.inputs(specification: specification) }
      .filter { seen.insert($0).inserted }
  }
}
