import Documents
import Estimation
import Foundation
import Mathematics
import Runs

/// Puts the cells of a sweep together, grain by grain.
struct SweepComparison {
  private let sweep: PreparedSweep
  private var cells: [Cell] = []
  /// Every shared base of any cell, numbered in the order in which they first come up.
  private var bases: [ArtifactID: Int] = [:]

  private struct Cell {
    let index: Int
    let measurements: Measurements
    let headlines: [Grain: EstimatorResult]
  }

  /// More cells than these are not tested for agreement: the covariance has their square.
  private static let mostCompared = 1000
  /// More fits than these are not made for the sake of a correlation.
  private static let mostFits = 600

  init(_ sweep: PreparedSweep) { self.sweep = sweep }

  /// Takes a cell that is complete.
  mutating func add(
    _ index: Int, _ measurements: Measurements, _ headlines: [Grain: EstimatorResult]
  ) {
    cells.append(Cell(index: index, measurements: measurements, headlines: headlines))
    for base in sweep.cells[index].baseRequests(.standard) where bases[base.id] == nil {
      bases[base.id] = bases.count
    }
  }

  func summary() -> SweepSummary {
    let answers = cells.count { cell in
      sweep.cells[cell.index].speakingGrain(cell.measurements) == .answer
    }
    let grains: [Grain] = 2 * answers > cells.count ? [.answer, .run] : [.run, .answer]
    return SweepSummary(
      keys: sweep.sweep.keys, grains: grains.map(comparison), dials: grains.flatMap(dials))
  }

  // MARK: Side by side

  private func comparison(_ grain: Grain) -> GrainComparison {
    let level = sweep.cells[0].experiment.level
    let shown = cells.count { $0.headlines[grain]?.estimate.interval != nil }
    let together = SimultaneousLevel.sidak(level, intervals: shown)
    let rows = cells.map { cell -> ComparedCell in
      let result = cell.headlines[grain]
      let interval = result?.estimate.interval
      // A cell's own level, where levels are swept, counts for its own interval.
      let wide = result.flatMap { result in
        interval == nil
          ? nil
          : sweep.cells[cell.index].estimate(
            result.estimator, grain, cell.measurements,
            level: SimultaneousLevel.sidak(result.level, intervals: shown))
      }
      var bound = "none"
      if case .bound(let limit, _)? = result?.estimate { bound = limit.side.rawValue }
      return ComparedCell(
        cell: cell.index, estimator: interval == nil ? nil : result?.estimator,
        logOdds: result?.estimate.logOdds, low: interval?.low, high: interval?.high,
        lowAll: wide?.estimate.interval?.low, highAll: wide?.estimate.interval?.high,
        inputs: (result?.inputs ?? .these).rawValue, bound: bound)
    }
    return GrainComparison(
      grain: grain.rawValue, level: level, simultaneousLevel: together, rows: rows,
      agreement: agreement(grain))
  }

  // MARK: Whether all agree

  private func agreement(_ grain: Grain) -> AgreementSummary? {
    let pairs = Set(cells.map { sweep.cells[$0.index].experiment.pairNames.a + "\n"
      + sweep.cells[$0.index].experiment.pairNames.b })
    guard pairs.count == 1 else { return nil }
    var used: [(cell: Cell, value: Double, error: Double)] = []
    for cell in cells {
      guard let result = cell.headlines[grain], let value = result.estimate.logOdds,
        let error = result.standardErrorOfTheseInputs
      else { continue }
      used.append((cell, value, error))
    }
    guard used.count > 1, used.count <= Self.mostCompared else { return nil }
    let influences = influences(used.map(\.cell), grain)
    var covariance = used.map { _ in [Double](repeating: 0, count: used.count) }
    for row in used.indices {
      covariance[row][row] = used[row].error * used[row].error
      for column in 0..<row {
        guard let left = influences[row], let right = influences[column] else { continue }
        let shared = left.correlation(with: right) * used[row].error * used[column].error
        covariance[row][column] = shared
        covariance[column][row] = shared
      }
    }
    let test = CellAgreement(values: used.map(\.value), covariance: covariance)
    let level = sweep.cells[0].experiment.level
    let agree = test.p >= 1 - level
    let left = cells.count - used.count
    let chance = test.p < 1e-4 ? "p < 0.0001" : String(format: "p = %.2g", test.p)
    let numbers = String(format: "Q = %.2f on %.3g, ", test.q, test.degrees) + chance
    return AgreementSummary(
      q: test.q, df: test.degrees, p: test.p, agree: agree, cells: used.map(\.cell.index),
      text: (agree
        ? "The cells agree at the \(grain.rawValue) grain (\(numbers)): their L may all be one."
        : "L differs between the cells at the \(grain.rawValue) grain (\(numbers)).")
        + (left > 0
          ? " \(Wording.count(left)) without an interval of two ends "
            + (left == 1 ? "is left out." : "are left out.") : ""))
  }

  /// How every cell's headline moves with what cells may share.
  private func influences(_ cells: [Cell], _ grain: Grain) -> [UnitInfluence?] {
    let fits = cells.reduce(0) {
      $1.headlines[grain]?.estimator == DoseResponseKind.name
        ? $0 + sweep.cells[$1.index].baseRequests(.standard).count : $0
    }
    return cells.map { cell in
      switch cell.headlines[grain]?.estimator {
      case DirectKind.name?:
        cell.measurements[DirectKind.name].first.flatMap { direct($0, cell, grain) }
      case DoseResponseKind.name? where fits > 0 && fits <= Self.mostFits:
        doseResponse(cell.measurements[DoseResponseKind.name], cell, grain)
      default: nil
      }
    }
  }

  /// By base where bases are shared, else by the address of the run's noise, which other cells of
  /// the same seed have too.
  private func direct(_ arm: MeasuredArm, _ cell: Cell, _ grain: Grain) -> UnitInfluence? {
    if !arm.bases.isEmpty {
      var shares = [(a: Double, b: Double)?](repeating: nil, count: bases.count)
      let requests = sweep.cells[cell.index].baseRequests(.standard)
      for (index, tally) in arm.bases where tally.runs > 0 {
        guard let number = bases[requests[index].id] else { continue }
        let runs = Double(tally.runs)
        shares[number] = grain == .run
          ? (Double(tally.counts.a) / runs, Double(tally.counts.b) / runs)
          : (tally.shares.meanA, tally.shares.meanB)
      }
      return UnitInfluence(space: "bases", shares: shares)
    }
    if arm.runs.isEmpty { return nil }
    return UnitInfluence(
      space: "runs \(sweep.cells[cell.index].experiment.seed)",
      shares: arm.runs.map { run in
        grain == .run
          ? (run.outcome == .a ? 1 : 0, run.outcome == .b ? 1 : 0)
          : (Double(run.a), Double(run.b))
      })
  }

  /// Each base left out in turn.
  private func doseResponse(
    _ arms: [MeasuredArm], _ cell: Cell, _ grain: Grain
  ) -> UnitInfluence? {
    let requests = sweep.cells[cell.index].baseRequests(.standard)
    let observations = arms.observations
    let own = Set(observations.compactMap(\.group))
    if own.count < 3 { return nil }
    var values = [Double?](repeating: nil, count: bases.count)
    for base in own.sorted() {
      let rest = observations.filter { $0.group != base }
      guard let number = bases[requests[base].id] else { continue }
      values[number] = DoseResponse.estimate(
        rest, grain: grain, level: sweep.cells[cell.index].experiment.level,
        comparesModels: false, findsEquality: false
      ).result.estimate.logOdds
    }
    let known = values.compactMap(\.self)
    if known.count < 3 { return nil }
    let mean = known.reduce(0, +) / Double(known.count)
    return UnitInfluence(space: "bases", values: values.map { $0.map { mean - $0 } ?? 0 })
  }

  // MARK: Dials

  private func dials(_ grain: Grain) -> [DialSummary] {
    sweep.sweep.axes.enumerated().flatMap { axis, swept -> [DialSummary] in
      guard let dial = swept.dial else { return [] }
      var order: [[Int]] = []
      var slices: [[Int]: [Cell]] = [:]
      for cell in cells {
        var places = sweep.sweep.cells[cell.index].places
        places[axis] = -1
        if slices[places] == nil { order.append(places) }
        slices[places, default: []].append(cell)
      }
      return order.compactMap { places in
        slices[places].map { reading($0, axis: axis, at: dial.value, grain) }
      }
    }
  }

  private func reading(
    _ slice: [Cell], axis: Int, at: Double, _ grain: Grain
  ) -> DialSummary {
    let key = sweep.sweep.axes[axis].keys[0].name
    let experiment = sweep.cells[slice[0].index].experiment
    let reading = DialReading(
      slice.compactMap { cell in
        let settings = sweep.sweep.cells[cell.index].settings
        guard let value = settings.first(where: { $0.key == key })?.value.number,
          let arm = cell.measurements[DirectKind.name].first
        else { return nil }
        let requests = sweep.cells[cell.index].baseRequests(.standard)
        let observations = [arm].observations.map { observation in
          // Bases are told by what they are, not by their place in a cell.
          DoseObservation(
            strength: 0, counts: observation.counts, shares: observation.shares,
            group: observation.group.flatMap { bases[requests[$0].id] })
        }
        return DialReading.Cell(value: value, observations: observations)
      }, at: at, grain: grain, level: experiment.level)
    let others = sweep.sweep.cells[slice[0].index].settings.filter { $0.key != key }
    let details = Dictionary(others.map { ($0.key, SummaryDetail($0.value)) }) { $1 }
    // Where no odds are given of cells, none are read between them.
    let withheld = slice.contains { cell in
      cell.measurements[DirectKind.name].first.map { PairAnswers.isTooFew(Shares($0)) } ?? true
    }
    if withheld {
      return DialSummary(
        key: key, readAt: at, grain: grain.rawValue, settings: details, measured: nil, others: nil,
        distance: nil, extrapolatedNats: nil, step: nil, difference: nil, standardError: nil,
        p: nil, agree: nil,
        text: "Dial \(Self.place(key, at, others)), \(grain.rawValue) grain: refused, in some cells "
          + "fewer than a fifth of the answers are either policy's.")
    }
    let agree = reading.p.map { $0 >= 1 - experiment.level }
    return DialSummary(
      key: key, readAt: at, grain: grain.rawValue,
      settings: details,
      measured: reading.measured.map { DialValue($0) },
      others: reading.others.estimate.interval == nil ? nil : DialValue(reading.others),
      distance: reading.distance.isFinite ? reading.distance : nil,
      extrapolatedNats: reading.extrapolated, step: reading.step, difference: reading.difference,
      standardError: reading.error, p: reading.p, agree: agree,
      text: Self.text(reading, key: key, at: at, others: others, grain, experiment.level))
  }

  private static func place(
    _ key: String, _ at: Double, _ others: [SweepCell.Setting]
  ) -> String {
    "\(key) = \(Wording.strength(at))"
      + (others.isEmpty
        ? "" : " with " + SweepCell.label(others.map { ($0.key, $0.value.inlineText) }))
  }

  private static func text(
    _ reading: DialReading, key: String, at: Double, others: [SweepCell.Setting], _ grain: Grain,
    _ level: Double
  ) -> String {
    let place = place(key, at, others)
    func said(_ estimate: Estimate) -> String {
      let range = estimate.interval.map { Wording.range($0.low, $0.high, Wording.nats) }
      let percent = Wording.percent(level)
      if let value = estimate.logOdds {
        return "L = \(Wording.nats(value)) (\(percent): \(range ?? "unbounded"))"
      }
      return range.map { "L is \($0)" } ?? "no L"
    }
    var text = "Dial \(place), \(grain.rawValue) grain: "
    if let measured = reading.measured {
      if case .refused(let reason) = measured.estimate {
        text += "measured there: none (\(reason)); "
      } else {
        text += "measured there \(said(measured.estimate)); "
      }
    } else {
      text += "nothing was measured there; "
    }
    if case .refused(let reason) = reading.others.estimate {
      return text + "from the other values alone: refused, \(reason)."
    }
    text += "from the other values alone \(said(reading.others.estimate))"
    if let range = reading.others.modelRange {
      text += ", other curves \(Wording.range(range.low, range.high, Wording.nats))"
    }
    if let nats = reading.extrapolated {
      text += ", extrapolated by \(Wording.nats(nats)) nats from "
        + "\(Wording.strength(reading.distance)) away"
    }
    if let p = reading.p, let difference = reading.difference, let error = reading.error {
      let chance = p < 1e-4 ? "p < 0.0001" : String(format: "p = %.2g", p)
      text += p >= 1 - level ? "; both agree" : "; they DISAGREE"
      text += " (difference \(Wording.nats(difference)), standard error \(Wording.nats(error)), "
        + "\(chance))"
    }
    return text + "."
  }
}

extension DialValue {
  fileprivate init(_ result: EstimatorResult) {
    let interval = result.estimate.interval
    self.init(
      logOdds: result.estimate.logOdds, low: interval?.low, high: interval?.high,
      modelRange: result.modelRange.flatMap { range in
        range.low.flatMap { low in range.high.map { [low, $0] } }
      }, trainings: result.trainings)
  }
}

extension ResolvedSettings {
  fileprivate var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

extension EstimatorResult {
  /// Half the width of the interval for these inputs over the normal quantile: other inputs would
  /// move all cells alike.
  var standardErrorOfTheseInputs: Double? {
    guard let interval = theseInputs ?? estimate.interval, let low = interval.low,
      let high = interval.high, high > low
    else { return nil }
    let tail = (1 - level) / 2
    return (high - low) / 2 / normalQuantile(Tails(lower: 1 - tail, upper: tail))
  }
}
