/// Where the rungs of a ladder stand: equally far apart in the share of swaps that fail.
///
/// The failing shares of neighbours add up along the ladder to a barrier that hardly depends on
/// where the rungs stand; equal parts of it make the best use of a number of rungs.
/// Source: Syed, Bouchard-Cote, Deligiannidis & Doucet 2022, "Non-reversible parallel tempering: a
/// scalable highly parallel MCMC scheme", arXiv 1905.02939 (the optimal annealing schedule).
package enum LadderSpacing {
  /// - Parameters:
  ///   - strengths: rungs now, rising, at least two.
  ///   - failures: share of failed swaps between each rung and the next, in [0, 1].
  ///   - top: where the last rung shall stand; beyond the present one the barrier goes on as it
  ///     rose at the end.
  /// - Returns: as many strengths, from the first of `strengths` to `top`.
  /// - Complexity: O(rungs).
  package static func equalised(
    _ strengths: [Double], failures: [Double], top: Double
  ) -> [Double] {
    // Swaps that never failed still need a part, or rungs would leave the region.
    let parts = failures.map { max($0, 0.01) }
    var places = strengths
    var barrier = [0.0]
    for part in parts { barrier.append(barrier[barrier.count - 1] + part) }
    let last = places.count - 1
    if top > places[last] {
      let slope = parts[last - 1] / (places[last] - places[last - 1])
      barrier.append(barrier[last] + slope * (top - places[last]))
      places.append(top)
    }
    func barrierAt(_ place: Double) -> Double {
      let i = max(1, places.firstIndex { $0 >= place } ?? places.count - 1)
      let share = (place - places[i - 1]) / (places[i] - places[i - 1])
      return barrier[i - 1] + share * (barrier[i] - barrier[i - 1])
    }
    let whole = barrierAt(top)
    var i = 1
    return strengths.indices.map { rung in
      if rung == 0 { return strengths[0] }
      if rung == last { return top }
      let wanted = whole * Double(rung) / Double(last)
      while i + 1 < barrier.count && barrier[i] < wanted { i += 1 }
      let share = (wanted - barrier[i - 1]) / (barrier[i] - barrier[i - 1])
      return places[i - 1] + share * (places[i] - places[i - 1])
    }
  }
}
