import Documents

/// Runs counted while they are read: how many of each policy at each strength in each group.
struct RunTally {
  private var placeNumbers = PairNumbering()
  private var tallyNumbers = PairNumbering()
  private(set) var places: [OwnRuns.Place] = []
  private(set) var tallies: [OwnRuns.Tally] = []

  // Rows mostly resemble the row before.
  private var last = (strength: UInt64.max, group: Int32(-1), place: 0)

  /// - Parameters:
  ///   - strength: never minus zero.
  ///   - group, label: by their numbers.
  /// - Returns: the number of strength and group.
  /// - Complexity: O(1), amortised.
  @discardableResult
  mutating func add(_ strength: Double, group: Int32, label: Int32, count: Int) -> Int {
    let bits = strength.bitPattern
    if bits != last.strength || group != last.group {
      last = (bits, group, placeNumbers.number(bits, UInt64(UInt32(bitPattern: group))))
      if last.place == places.count {
        places.append(OwnRuns.Place(strength: strength, group: Int(group)))
      }
    }
    let tally = tallyNumbers.number(UInt64(last.place), UInt64(UInt32(bitPattern: label)))
    if tally == tallies.count {
      tallies.append(OwnRuns.Tally(place: last.place, label: Int(label), count: 0))
    }
    tallies[tally].count += count
    return last.place
  }
}
