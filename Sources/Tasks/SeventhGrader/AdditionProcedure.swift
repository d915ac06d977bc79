/// Written addition, column by column from the right, with some decisions taken wrongly.
///
/// Several bugs act together in one pass; each replaces one decision:
/// 1. with no-carry a column writes the unit of its sum and carries nothing, out of the last column
///    neither; with write-full-column-sum it writes its whole sum and carries nothing; with
///    write-carry-carry-unit a sum above 9 is written as its tens and its unit is carried; with
///    always-carry at least 1 is carried from a column to the next, and out of the last one only
///    what its sum holds;
/// 2. what the last column carries is written before it, with drop-final-carry it is not.
package struct AdditionProcedure: Hashable, Sendable {
  private let carry: AdditionBug?
  private let finalCarry: AdditionBug?

  /// - Parameter bugs: at most one for each decision; of several the first counts.
  package init(bugs: [AdditionBug]) {
    carry = bugs.first { $0.decision == .carry }
    finalCarry = bugs.first { $0.decision == .finalCarry }
  }

  /// The answer; every problem has one.
  ///
  /// - Parameters:
  ///   - top: with at least as many digits as `bottom`.
  /// - Complexity: O(digits).
  package func answer(_ top: Int, _ bottom: Int) -> Int {
    let above = columns(of: top)
    let below = columns(of: bottom)
    var (answer, place, carried) = (0, 1, 0)
    func write(_ number: Int) {
      answer += place * number
      place *= number > 9 ? 100 : 10
    }
    for column in above.indices {
      let sum = above[column] + (column < below.count ? below[column] : 0) + carried
      switch carry {
      case .noCarry:
        write(sum % 10)
      case .writeFullColumnSum:
        write(sum)
      case .writeCarryCarryUnit where sum > 9:
        write(sum / 10)
        carried = sum % 10
      case .alwaysCarry where column + 1 < above.count:
        write(sum % 10)
        carried = max(1, sum / 10)
      default:
        write(sum % 10)
        carried = sum / 10
      }
    }
    if finalCarry != .dropFinalCarry { write(carried) }
    return answer
  }
}
