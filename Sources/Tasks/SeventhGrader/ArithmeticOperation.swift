/// What a problem asks for.
package enum ArithmeticOperation: String, CaseIterable, Hashable, Sendable {
  case subtraction
  case addition

  /// The sign between the two numbers.
  package var sign: String { self == .subtraction ? "-" : "+" }

  /// The right answer, by arithmetic and not by columns.
  package func result(_ top: Int, _ bottom: Int) -> Int {
    self == .subtraction ? top - bottom : top + bottom
  }

  /// Every problem, as (top, bottom), in rising order.
  ///
  /// The top number has all its digits; the bottom one has at least two, so that with three digits
  /// its first column may be blank. Subtractions leave something: top > bottom.
  ///
  /// - Parameter digits: of the top number, 2 or 3.
  package func problems(digits: Int) -> [ArithmeticProblem] {
    let range = digits == 2 ? 10...99 : 100...999
    var problems: [ArithmeticProblem] = []
    for top in range {
      let last = self == .subtraction ? top - 1 : range.upperBound
      guard last >= 10 else { continue }
      for bottom in 10...last {
        problems.append(ArithmeticProblem(top: UInt16(top), bottom: UInt16(bottom)))
      }
    }
    return problems
  }
}

/// Two numbers written one below the other.
package struct ArithmeticProblem: Hashable, Sendable {
  package let top: UInt16
  package let bottom: UInt16

  package init(top: UInt16, bottom: UInt16) {
    self.top = top
    self.bottom = bottom
  }
}

/// The digits of a number, units first.
func columns(of number: Int) -> [Int] {
  var (rest, digits) = (number, [Int]())
  repeat {
    digits.append(rest % 10)
    rest /= 10
  } while rest > 0
  return digits
}
