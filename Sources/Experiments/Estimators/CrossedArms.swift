import Estimation

extension MeasuredArm {
  /// The variance of L at the answer grain over runs, or bases where they are shared, and inputs.
  ///
  /// - Returns: nil without runs.
  /// - Complexity: O(inputs x bases).
  func crossed(_ reading: Reading) -> CrossedVariance? {
    if bases.isEmpty {
      let squares = tally.groupSquares
      return CrossedVariance(
        tally.shares, inputsA: tally.inputsA, inputsB: tally.inputsB, groups: reading.groups,
        pairs: squares.isEmpty ? nil : (squares[0], squares[1], squares[2]))
    }
    return CrossedVariance(
      clusters: bases.sorted { $0.key < $1.key }.map { _, tally in
        (tally.runs, tally.inputsA, tally.inputsB)
      }, groups: reading.groups)
  }
}

extension [MeasuredArm] {
  /// One arm for each strength, in the order in which the strengths first came.
  var byStrength: [MeasuredArm] {
    var merged: [MeasuredArm] = []
    var places: [Double: Int] = [:]
    for next in self {
      let strength = next.arm.pressure.strength
      guard let place = places[strength] else {
        places[strength] = merged.count
        merged.append(next)
        continue
      }
      let sofar = merged[place]
      merged[place] = MeasuredArm(
        arm: sofar.arm, tally: sofar.tally + next.tally,
        bases: sofar.bases.merging(next.bases) { $0 + $1 })
    }
    return merged
  }
}

extension Tally {
  /// Whether both policies' answers came up.
  var showsBoth: Bool { shares.sumA > 0 && shares.sumB > 0 }

  /// Whether ten runs or more carry either policy's answers (Kish 1965).
  var carriesBoth: Bool {
    func carriers(_ sum: Int, _ squares: Int) -> Double {
      squares > 0 ? Double(sum) * Double(sum) / Double(squares) : 0
    }
    return min(carriers(shares.sumA, shares.sumAA), carriers(shares.sumB, shares.sumBB)) >= 10
  }
}
