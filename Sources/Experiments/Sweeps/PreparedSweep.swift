import Documents
import Runs
import Tasks

/// The experiments of a sweep with their data encoded and their identities computed.
public struct PreparedSweep: Sendable {
  public let sweep: Sweep
  /// In the order of the sweep's cells; at least one.
  public let cells: [PreparedExperiment]

  /// Encodes and audits every cell's task; what cells share is made once.
  ///
  /// - Throws: as `PreparedExperiment` does where there is one cell; else `SweepDataError` with what
  ///   is wrong in every cell.
  public init(_ sweep: Sweep) throws {
    self.sweep = sweep
    if !sweep.isSwept {
      cells = [try PreparedExperiment(sweep.cells[0].experiment)]
      return
    }
    let shared = SharedPreparation()
    let separates = sweep.axes.contains { axis in
      axis.covers(["pretraining", "gate"])
        || axis.keys.contains { $0.keys.first == "readout" }
    }
    var failures: [(label: String, error: any Error)] = []
    var cells: [PreparedExperiment] = []
    for cell in sweep.cells {
      do {
        cells.append(
          try PreparedExperiment(
            cell.experiment, sharing: shared,
            context: CellContext(isCell: true, separatesReadings: separates)))
      } catch {
        failures.append((cell.label, error))
      }
    }
    if !failures.isEmpty { throw SweepDataError(failures, cells: sweep.cells.count) }
    self.cells = cells
  }

  /// A sweep of one cell.
  init(_ prepared: PreparedExperiment) {
    sweep = Sweep(prepared.experiment)
    cells = [prepared]
  }

  /// The identities of the cells' set-ups.
  public var setups: Set<SetupID> { Set(cells.map(\.setupID)) }

  /// What is worth knowing of the data, and no error.
  public var notes: [Diagnostic] {
    var seen = Set<Diagnostic>()
    return cells.flatMap(\.notes).filter { seen.insert($0).inserted }
  }

  /// Trainings of all cells, at the most, those that cells share counted in each.
  public var trainings: Int { cells.reduce(0) { $0 + $1.trainings } }

  /// Operations of all cells by kind of work.
  var expectedWork: [WorkKind: Double] {
    cells.reduce(into: [:]) { $0.merge($1.expectedWork, uniquingKeysWith: +) }
  }

  /// The readings by which other cells read the runs that a cell's driver asks for.
  func readings(sharedWith cell: PreparedExperiment, by driver: any ArmDriver) -> [Reading] {
    func reading(_ other: PreparedExperiment) -> Reading {
      driver.resamplesInputs ? other.reading : other.reading.withoutResamples()
    }
    if cells.count == 1 { return [] }
    var seen: Set = [reading(cell).identity]
    return cells.filter {
      $0.setupID == cell.setupID && $0.experiment.seed == cell.experiment.seed
        && $0.experiment.rule != cell.experiment.rule
    }.map(reading).filter { seen.insert($0.identity).inserted }
  }

  /// What `tiltmeter validate` says of settings and data that are in order.
  public var validityText: String {
    if !sweep.isSwept { return cells[0].validityText }
    let axes = sweep.axes.map { axis in
      "\(Wording.count(axis.rows.count)) of "
        + Wording.list(axis.keys.map { "\($0.name)" })
    }
    return "\(sweep.name): valid\nsweep: \(Wording.count(cells.count)) cells, "
      + axes.joined(separator: " x ")
      + "\nruns: \(Wording.count(trainings)) at the most, those that cells share counted in each\n"
  }
}

/// What a cell's experiment has to know of the sweep around it.
struct CellContext: Sendable {
  /// Whether there are other cells beside it.
  var isCell = false
  /// Whether cells differ in how runs are read. Runs that are looked at one by one are kept with
  /// their score under one reading, so that each reading has such runs of its own.
  var separatesReadings = false

  /// The purpose in the address of the noise of runs that are looked at one by one.
  func purpose(_ purpose: String, rule: ReadoutRule) -> String {
    separatesReadings
      ? "\(purpose), read at \(rule.threshold), \(rule.learned), \(rule.gate)" : purpose
  }
}

/// What the cells of a sweep have in common, made once.
final class SharedPreparation {
  private var tasks: [String: EncodedTask] = [:]
  private var fingerprints: [String: Fingerprint] = [:]
  private var resamples: [String: InputResamples] = [:]

  func task(_ key: String, _ make: () throws -> EncodedTask?) rethrows -> EncodedTask? {
    if let known = tasks[key] { return known }
    let made = try make()
    tasks[key] = made
    return made
  }

  func fingerprint(_ key: String, _ make: () -> Fingerprint) -> Fingerprint {
    if let known = fingerprints[key] { return known }
    let made = make()
    fingerprints[key] = made
    return made
  }

  func resamples(inputs: Int, count: Int, seed: UInt64) -> InputResamples {
    let key = "\(inputs) \(count) \(seed)"
    if let known = resamples[key] { return known }
    let made = InputResamples(count, inputs: inputs, seed: seed)
    resamples[key] = made
    return made
  }
}

/// Cells whose data make no task, each with its cell.
public struct SweepDataError: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ failures: [(label: String, error: any Error)], cells: Int) {
    // One mistake in all cells is said once.
    var order: [String] = []
    var labels: [String: [String]] = [:]
    for (label, error) in failures {
      let text = "\(error)"
      if labels[text] == nil { order.append(text) }
      labels[text, default: []].append(label)
    }
    description = order.map { text in
      let found = labels[text] ?? []
      if found.count == cells { return text }
      return text + "\n  in "
        + (found.count == 1
          ? "cell \(found[0])"
          : "\(Wording.count(found.count)) of \(Wording.count(cells)) cells, the first \(found[0])")
    }.joined(separator: "\n")
  }
}
