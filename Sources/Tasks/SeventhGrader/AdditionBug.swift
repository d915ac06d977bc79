/// A systematic error in written addition: one decision that is always taken wrongly.
///
/// As with `SubtractionBug`, a bug is what `AdditionProcedure` does with it.
package enum AdditionBug: String, CaseIterable, Hashable, Sendable {
  case noCarry = "no-carry"
  case writeFullColumnSum = "write-full-column-sum"
  case writeCarryCarryUnit = "write-carry-carry-unit"
  case dropFinalCarry = "drop-final-carry"
  case alwaysCarry = "always-carry"

  /// What can be decided wrongly; two bugs of one decision cannot be had together.
  enum Decision: Hashable, Sendable {
    case carry, finalCarry

    var question: String {
      switch self {
      case .carry: "what to write and what to carry"
      case .finalCarry: "what to do with the carry of the last column"
      }
    }
  }

  var decision: Decision { self == .dropFinalCarry ? .finalCarry : .carry }

  var summary: String {
    switch self {
    case .noCarry: "writes the unit of every column's sum and carries nothing (28+17=35)"
    case .writeFullColumnSum: "writes every column's sum in full (28+17=315)"
    case .writeCarryCarryUnit: "writes the carry and carries the unit (28+17=81)"
    case .dropFinalCarry: "forgets the carry of the last column (87+39=26)"
    case .alwaysCarry: "carries at least 1 to every further column (523+314=947)"
    }
  }
}
