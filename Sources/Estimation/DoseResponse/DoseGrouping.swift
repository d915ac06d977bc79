import Foundation
import Mathematics

/// Neighbouring strengths taken together where there are very many, so that the curve's matrices
/// stay small.
///
/// A group lies on one side of zero and spans at most `nats` of the rough line; strengths at which
/// one class is all but certain count as one. The group stands at the mean of its strengths,
/// weighted by hits.
enum DoseGrouping {
  /// More strengths than this are grouped.
  static let most = 64
  /// Beyond this the rarer class is not met.
  private static let certain = 12.0

  /// - Parameter cells: one for each strength and base, sorted.
  /// - Returns: the same where there are few strengths.
  /// - Complexity: O(cells) times some passes.
  static func grouped(_ cells: [DoseCell]) -> [DoseCell] {
    let pooled = DoseCell.pooled(cells)
    guard pooled.count > most, let line = rough(pooled) else { return cells }
    var nats = 0.1
    var groups: [Int] = []
    repeat {
      groups = self.groups(pooled, line, nats: nats)
      nats *= 1.3
    } while groups.last! + 1 > most && nats < 1e6
    if groups.last! + 1 > most {
      // As many of each: the line is too flat, or too steep, to tell strengths apart.
      groups = pooled.indices.map { $0 * most / pooled.count }
    }
    var sums = [(hits: Double, moment: Double)](repeating: (0, 0), count: groups.last! + 1)
    for (cell, group) in zip(pooled, groups) {
      sums[group].hits += cell.hits
      sums[group].moment += cell.hits * cell.strength
    }
    let places = Dictionary(
      uniqueKeysWithValues: zip(pooled, groups).map {
        ($0.strength, sums[$1].moment / sums[$1].hits)
      })
    return DoseCell.merged(cells.map { $0.moved(to: places[$0.strength]!) })
  }

  private static func groups(
    _ pooled: [DoseCell], _ line: FirthLogit.Line, nats: Double
  ) -> [Int] {
    var groups = [0]
    var start = pooled[0]
    for cell in pooled.dropFirst() {
      func bounded(_ cell: DoseCell) -> Double {
        min(max(line.logOdds(at: cell.strength), -certain), certain)
      }
      let crosses = (start.strength < 0) != (cell.strength < 0)
        || (start.strength == 0) != (cell.strength == 0)
      if crosses || abs(bounded(cell) - bounded(start)) > nats {
        groups.append(groups.last! + 1)
        start = cell
      } else {
        groups.append(groups.last!)
      }
    }
    return groups
  }

  /// A line through some hundred groups of equally many strengths.
  private static func rough(_ pooled: [DoseCell]) -> FirthLogit.Line? {
    let size = max(1, pooled.count / 256)
    var cells: [FirthLogit.Cell] = []
    for first in stride(from: 0, to: pooled.count, by: size) {
      let part = pooled[first..<min(first + size, pooled.count)]
      let hits = part.reduce(0) { $0 + $1.hits }
      cells.append(
        FirthLogit.Cell(
          strength: part.reduce(0) { $0 + $1.hits * $1.strength } / hits,
          a: part.reduce(0) { $0 + $1.a }, b: part.reduce(0) { $0 + $1.b }))
    }
    return FirthLogit(cells)?.line
  }
}
