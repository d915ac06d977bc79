import Runs

/// What is known of the runs of one experiment before they are done.
struct CellPlan {
  let prepared: PreparedExperiment
  let units: [(purpose: String, unit: ArmUnit)]
  /// Runs that later rounds may ask for, at the most.
  let open: Int
  /// Runs of each unit that are not stored.
  let missingRuns: [Int]
  /// Bases that are not stored.
  let missingBases: Int

  /// - Complexity: O(known runs).
  init(_ prepared: PreparedExperiment, in contents: StoreContents) {
    self.prepared = prepared
    (units, open) = prepared.planned(in: contents)
    missingRuns = units.map { $0.unit.missingCount(in: contents) }
    missingBases = prepared.missingBases(in: contents).reduce(0) { $0 + $1.requests.count }
  }

  /// Known runs, and bases.
  var known: Int {
    units.reduce(0) { $0 + $1.unit.requests.count } + prepared.baseVariationCount
  }

  /// Known runs and bases that are not stored.
  var missing: Int { missingRuns.reduce(missingBases, +) }

  /// Operations that are still to be done.
  func remainingWork(in contents: StoreContents) -> Double {
    prepared.remainingWork(
      units: zip(units, missingRuns).map { ($0.unit, $1) }, open: open, in: contents)
  }
}

/// The runs and bases that several cells of a sweep ask for, told by their ids.
struct SharedRuns {
  private var seen: Set<Fingerprint> = []
  /// By the ids of their first and last runs: blocks of counts are not listed run by run.
  private var blocks: Set<[Fingerprint]> = []
  /// How many cells have a law of runs, or of bases, in common.
  private let laws: [Law: Int]

  /// Only runs of one set-up and seed, and bases of one set-up and seed, can be shared.
  private struct Law: Hashable {
    let setup: SetupID
    let seed: UInt64
  }

  /// - Parameter cells: all that may be taken.
  init(among cells: [PreparedExperiment]) {
    laws = cells.reduce(into: [:]) { counts, cell in
      for law in Self.laws(of: cell) { counts[law, default: 0] += 1 }
    }
  }

  private static func laws(of cell: PreparedExperiment) -> [Law] {
    let seed = cell.experiment.seed
    let bases = cell.baseRequests(.standard).first.map { Law(setup: $0.setup, seed: seed) }
    return [Law(setup: cell.setupID, seed: seed)] + (bases.map { [$0] } ?? [])
  }

  /// Whether a cell can share anything with another.
  func mayShare(_ cell: PreparedExperiment) -> Bool {
    Self.laws(of: cell).contains { laws[$0, default: 0] > 1 }
  }

  /// Takes the runs and bases of one cell.
  ///
  /// - Returns: how many of them an earlier cell had asked for.
  /// - Complexity: O(runs that have rows of their own), O(1) for a cell that can share nothing.
  mutating func add(_ plan: CellPlan) -> Int {
    if !mayShare(plan.prepared) { return 0 }
    var shared = 0
    for variation in plan.prepared.baseVariations {
      for base in plan.prepared.baseRequests(variation) where !seen.insert(base.id).inserted {
        shared += 1
      }
    }
    for (_, unit) in plan.units {
      guard let unitBlocks = unit.blocks else {
        for index in unit.requests.indices where !seen.insert(unit.requests.id(index)).inserted {
          shared += 1
        }
        continue
      }
      for block in unitBlocks {
        let ends = [
          unit.requests.id(block.range.lowerBound), unit.requests.id(block.range.upperBound - 1),
        ]
        if !blocks.insert(ends).inserted { shared += block.range.count }
      }
    }
    return shared
  }
}
