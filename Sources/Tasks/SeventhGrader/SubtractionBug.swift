/// A systematic error in written subtraction: one decision that is always taken wrongly.
///
/// Names in the literature are ambiguous, so a bug is what `SubtractionProcedure` does with it, and
/// the check values in its tests.
///
/// Sources: Brown, Burton, Diagnostic models for procedural bugs in basic mathematical skills,
/// 1978; Brown, VanLehn, Repair theory, 1980; VanLehn, Mind bugs, 1990.
package enum SubtractionBug: String, CaseIterable, Hashable, Sendable {
  case smallerFromLarger = "smaller-from-larger"
  case borrowNoDecrement = "borrow-no-decrement"
  case zeroInsteadOfBorrow = "zero-instead-of-borrow"
  case borrowFromZero = "borrow-from-zero"
  case borrowAcrossZero = "borrow-across-zero"
  case stopsBorrowAtZero = "stops-borrow-at-zero"
  case smallerFromLargerInsteadOfBorrowFromZero =
    "smaller-from-larger-instead-of-borrow-from-zero"
  case zeroMinusNIsN = "zero-minus-n-is-n"
  case zeroMinusNIsZero = "zero-minus-n-is-zero"
  case nMinusZeroIsZero = "n-minus-zero-is-zero"
  case nMinusNIsN = "n-minus-n-is-n"
  case alwaysBorrowLeft = "always-borrow-left"
  case quitWhenBottomBlank = "quit-when-bottom-blank"
  case decrementByTwo = "decrement-by-two"

  /// What can be decided wrongly; two bugs of one decision cannot be had together.
  enum Decision: Hashable, Sendable {
    case blankBottom, zeroOnTop, zeroBelow, equalDigits, shortage, whoLends, payment, zeroLender

    var question: String {
      switch self {
      case .blankBottom: "what to do where the bottom number has no digit"
      case .zeroOnTop: "what to write below a 0"
      case .zeroBelow: "what to write above a 0"
      case .equalDigits: "what to write for equal digits"
      case .shortage: "what to do where the top digit is the smaller one"
      case .whoLends: "which column lends"
      case .payment: "what the lending column loses"
      case .zeroLender: "what to do where the lending column is 0"
      }
    }
  }

  var decision: Decision {
    switch self {
    case .quitWhenBottomBlank: .blankBottom
    case .zeroMinusNIsN, .zeroMinusNIsZero: .zeroOnTop
    case .nMinusZeroIsZero: .zeroBelow
    case .nMinusNIsN: .equalDigits
    case .smallerFromLarger, .zeroInsteadOfBorrow: .shortage
    case .alwaysBorrowLeft: .whoLends
    case .borrowNoDecrement, .decrementByTwo: .payment
    case .borrowFromZero, .borrowAcrossZero, .stopsBorrowAtZero,
      .smallerFromLargerInsteadOfBorrowFromZero:
      .zeroLender
    }
  }

  var summary: String {
    switch self {
    case .smallerFromLarger: "takes the smaller digit of a column from the larger (81-38=57)"
    case .borrowNoDecrement: "adds ten where it must, and no column pays for it (81-38=53)"
    case .zeroInsteadOfBorrow: "writes 0 where it should borrow (733-216=520)"
    case .borrowFromZero: "turns a lender's 0 into 9 and borrows no further (103-45=158)"
    case .borrowAcrossZero: "passes over zeros, unchanged, to the next lender (304-75=139)"
    case .stopsBorrowAtZero: "adds ten, and nobody pays where the lender is 0 (404-187=227)"
    case .smallerFromLargerInsteadOfBorrowFromZero:
      "takes the smaller digit from the larger where the lender is 0 (404-187=223)"
    case .zeroMinusNIsN: "writes the bottom digit below a 0 (140-21=121)"
    case .zeroMinusNIsZero: "writes 0 below a 0 (140-21=120)"
    case .nMinusZeroIsZero: "writes 0 above a 0 (403-208=105)"
    case .nMinusNIsN: "writes the digit itself where both are equal (907-607=307)"
    case .alwaysBorrowLeft: "always borrows from the leftmost column (733-216=427)"
    case .quitWhenBottomBlank: "stops where the bottom number ends (345-32=13)"
    case .decrementByTwo: "takes two from the lender (81-38=33)"
    }
  }
}
