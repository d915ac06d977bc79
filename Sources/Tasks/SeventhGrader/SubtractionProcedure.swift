/// Written subtraction, column by column from the right, with some decisions taken wrongly.
///
/// Several bugs act together in one pass; each replaces one decision, in this order:
/// 1. a blank below: quit-when-bottom-blank stops, what was written so far being the answer; else a
///    blank is a 0 that no rule about zeros applies to;
/// 2. a 0 on top that nothing was borrowed from: the zero-minus-n rules write n or 0;
/// 3. a 0 below: n-minus-zero-is-zero writes 0;
/// 4. equal digits above 0, after what was borrowed: n-minus-n-is-n writes the digit;
/// 5. a top digit, after what was borrowed, at least the bottom one: their difference;
/// 6. a shortage: smaller-from-larger writes the difference the other way round,
///    zero-instead-of-borrow writes 0; else ten is borrowed;
/// 7. who lends: the next column to the left, with always-borrow-left the leftmost one;
/// 8. a lender that is 0 now, looked at before anybody pays: smaller-from-larger-instead-of-borrow-
///    from-zero writes the difference the other way round and borrows nothing;
/// 9. payment: with borrow-no-decrement none; a lender that is not 0 loses 1, with decrement-by-two
///    it loses 2. A lender of 0 becomes 9 and the next column to the left pays, zeros becoming 9
///    until one is not 0; with borrow-from-zero it becomes 9 and that is all, with
///    stops-borrow-at-zero it stays 0 and that is all, with borrow-across-zero zeros stay 0 on the
///    way to the next column that is not 0. A column that pays in place of a 0 loses 1, always (so
///    decrement-by-two has .365 of random problems right).
///
/// A column left below 0 borrows in its turn. Where the column that should lend does not exist, as
/// for a leftmost column that has lent more than it had, the procedure has no answer.
package struct SubtractionProcedure: Hashable, Sendable {
  private let blankBottom: SubtractionBug?
  private let zeroOnTop: SubtractionBug?
  private let zeroBelow: SubtractionBug?
  private let equalDigits: SubtractionBug?
  private let shortage: SubtractionBug?
  private let whoLends: SubtractionBug?
  private let payment: SubtractionBug?
  private let zeroLender: SubtractionBug?

  /// - Parameter bugs: at most one for each decision; of several the first counts.
  package init(bugs: [SubtractionBug]) {
    let bug = { (decision: SubtractionBug.Decision) in bugs.first { $0.decision == decision } }
    blankBottom = bug(.blankBottom)
    zeroOnTop = bug(.zeroOnTop)
    zeroBelow = bug(.zeroBelow)
    equalDigits = bug(.equalDigits)
    shortage = bug(.shortage)
    whoLends = bug(.whoLends)
    payment = bug(.payment)
    zeroLender = bug(.zeroLender)
  }

  /// The answer; nil where a column would have to borrow and there is none to borrow from.
  ///
  /// - Parameters:
  ///   - top: at least `bottom`, not negative.
  /// - Complexity: O(digits²).
  package func answer(_ top: Int, _ bottom: Int) -> Int? {
    let written = columns(of: top)
    let below = columns(of: bottom)
    // The state of borrowing: what every column of the top number is worth now.
    var above = written
    var (answer, place) = (0, 1)
    for column in above.indices {
      let isBlank = column >= below.count
      if isBlank, blankBottom == .quitWhenBottomBlank { break }
      let (t, b) = (above[column], isBlank ? 0 : below[column])
      let digit: Int
      if let zeroOnTop, written[column] == 0, t == 0 {
        digit = zeroOnTop == .zeroMinusNIsN ? b : 0
      } else if zeroBelow != nil, b == 0, !isBlank {
        digit = 0
      } else if equalDigits != nil, t == b, b > 0 {
        digit = b
      } else if t >= b {
        digit = t - b
      } else if shortage == .smallerFromLarger {
        digit = b - t
      } else if shortage == .zeroInsteadOfBorrow {
        digit = 0
      } else {
        let lender = whoLends == .alwaysBorrowLeft ? above.count - 1 : column + 1
        guard column + 1 < above.count else { return nil }
        if above[lender] == 0, zeroLender == .smallerFromLargerInsteadOfBorrowFromZero {
          digit = b - t
        } else {
          guard pay(lender, &above) else { return nil }
          digit = t + 10 - b
        }
      }
      guard 0...9 ~= digit else { return nil }
      answer += place * digit
      place *= 10
    }
    return answer
  }

  /// Takes from the lender what the borrowed ten costs.
  ///
  /// - Returns: false where a column that does not exist would have to pay.
  private func pay(_ lender: Int, _ above: inout [Int]) -> Bool {
    if payment == .borrowNoDecrement { return true }
    if above[lender] != 0 {
      above[lender] -= payment == .decrementByTwo ? 2 : 1
      return true
    }
    switch zeroLender {
    case .stopsBorrowAtZero: return true
    case .borrowFromZero:
      above[lender] = 9
      return true
    default:
      var column = lender
      while column < above.count, above[column] == 0 {
        if zeroLender != .borrowAcrossZero { above[column] = 9 }
        column += 1
      }
      guard column < above.count else { return false }
      above[column] -= 1
      return true
    }
  }
}
