import Documents

extension OwnRuns {
  /// Finds runs that stand in a table twice.
  struct RepeatedRuns {
    let table: DelimitedText
    let strengths: [Double]
    let policies: Labels
    let groups: Labels?
    let problems: CellProblems

    /// The same run, named by strength, group and seed, must not stand there again.
    ///
    /// - Parameter column: of the seeds, if there are any.
    func checkSeeds(_ column: Int?) {
      guard let column else { return }
      let seeds = table.labels(column)
      let blank = seeds.blank.map { Int32($0) }
      check(column: column) { row in
        seeds.indices[row] == blank
          ? nil : (UInt64(seeds.indices[row]), groups.map { UInt64($0.indices[row]) } ?? 0)
      } what: { row in
        "seed \(seeds.name(Int(seeds.indices[row]))) at this strength"
      }
    }

    /// Nor the same step of a chain, which would count as two states.
    ///
    /// - Parameter column: of the steps, if there are any.
    func checkSteps(_ column: Int?, _ tilted: Tilted) {
      guard let column, let chains = tilted.chains, let steps = tilted.steps, problems.isEmpty
      else { return }
      let blank = chains.blank.map { Int32($0) }
      check(column: column) { row in
        chains.indices[row] == blank
          ? nil : (UInt64(chains.indices[row]), UInt64(steps[row]))
      } what: { row in
        "step \(steps[row]) of chain \(chains.name(Int(chains.indices[row]))) at this strength"
      }
    }

    /// - Parameters:
    ///   - column: where a repetition is reported.
    ///   - key: what names a row besides its strength; nil for a row without a name.
    ///   - what: the row's name in words.
    /// - Complexity: O(rows).
    private func check(
      column: Int, key: (Int) -> (UInt64, UInt64)?, what: (Int) -> String
    ) {
      guard strengths.count == table.rowCount else { return }
      var places = PairNumbering()
      var runs = PairNumbering()
      var first: [Int32] = []
      for row in strengths.indices {
        guard let (major, minor) = key(row) else { continue }
        let place = places.number(strengths[row].bitPattern, minor)
        let number = runs.number(UInt64(place), major)
        if number == first.count {
          first.append(Int32(row))
          continue
        }
        let earlier = Int(first[number])
        problems.report(row: row, column: column) {
          Diagnostic(
            table.position(row: row, column: column),
            "\(what(row)) stands in line \(table.line(ofRow: earlier)) already"
              + (policies.indices[earlier] == policies.indices[row]
                ? "" : ", with another policy"),
            remedy: "keep one line for each run")
        }
      }
    }
  }
}
