import Runs

extension PreparedSweep {
  /// Makes the summary anew from what a folder holds.
  ///
  /// - Returns: of a sweep that is not finished the summary of the cells that are.
  /// - Throws: `IncompleteError` where no cell is complete; `GateError`; `StoreError`.
  public func summary(in folder: ExperimentFolder) throws -> Summary {
    let kept = try KeptSettings(sweep)
    let contents = try folder.contents()
    if !sweep.isSwept {
      return cells[0].summary(try cells[0].measurements(in: contents))
    }
    var states: [CellState] = []
    for cell in cells {
      do {
        states.append(.complete(try cell.measurements(in: contents)))
      } catch is IncompleteError {
        states.append(.unfinished(missing: CellPlan(cell, in: contents).missing))
      }
    }
    let isEmpty = states.allSatisfy { if case .complete = $0 { false } else { true } }
    if isEmpty {
      let missing = states.reduce(0) { sum, state in
        if case .unfinished(let missing) = state { sum + missing } else { sum }
      }
      throw IncompleteError(missing: missing, damaged: contents.damaged)
    }
    return summary(states, kept: kept, contents: contents)
  }
}

extension Summary {
  /// Whether every cell is complete.
  public var isComplete: Bool { unfinishedCells == 0 }

  /// Cells that are missing runs.
  public var unfinishedCells: Int { cells?.count { !$0.complete } ?? 0 }
}
