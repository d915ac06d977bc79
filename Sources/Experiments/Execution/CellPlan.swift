import Runs

/// What is known of the runs of one experiment before they are done.
struct CellPlan {
  let prepared: PreparedExperiment
  let units: [(purpose: String, unit: ArmUnit)]
  /// Runs that later rounds may ask for, at the most.
  let open: Int

  init(_ prepared: PreparedExperiment, in contents: StoreContents) {
    self.prepared = prepared
    (units, open) = prepared.planned(in: contents)
  }

  /// Known runs, and bases.
  var known: Int {
    units.reduce(0) { $0 + $1.unit.requests.count } + prepared.baseVariationCount
  }

  /// Known runs and bases that are not stored.
  func missing(in contents: StoreContents) -> Int {
    units.reduce(0) { $0 + $1.unit.missingCount(in: contents) }
      + prepared.missingBases(in: contents).reduce(0) { $0 + $1.requests.count }
  }

  /// Operations that are still to be done.
  func remainingWork(in contents: StoreContents) -> Double {
    prepared.remainingWork(units: units.map(\.unit), open: open, in: contents)
  }
}

/// The runs and bases that several cells of a sweep ask for, told by their ids.
struct SharedRuns {
  private var seen: Set<Fingerprint> = []
  /// By the ids of their first and last runs: blocks of counts are not listed run by run.
  private var blocks: Set<[Fingerprint]> = []

  /// Takes the runs and bases of one cell.
  ///
  /// - Returns: how many of them an earlier cell had asked for.
  /// - Complexity: O(runs that have rows of their own).
  mutating func add(_ plan: CellPlan) -> Int {
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
