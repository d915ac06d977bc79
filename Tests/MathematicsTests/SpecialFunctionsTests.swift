import Mathematics
import Testing

/// Against mpmath, relative error, both tails.
struct SpecialFunctionsTests {
  private func close(
    _ value: Double, _ reference: Double, _ row: [Double], within tolerance: Double = 1e-12,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = value == reference ? 0 : abs(value - reference) / abs(reference)
    #expect(error <= tolerance, "\(value) for \(reference) at \(row)", sourceLocation: sourceLocation)
  }

  @Test func logarithmsOfGammaAndItsDerivative() {
    for row in SpecialFunctionsTable.logGamma { close(logGamma(row[0]), row[1], row) }
    for row in SpecialFunctionsTable.digamma { close(digamma(row[0]), row[1], row, within: 1e-13) }
    #expect(digamma(-1).isNaN)
    #expect(abs(digamma(1.4616321449683623)) < 1e-14)
  }

  @Test func logarithmsOfSums() {
    for row in SpecialFunctionsTable.log1mexp { close(log1mexp(row[0]), row[1], row, within: 1e-15) }
    for row in SpecialFunctionsTable.logSumExp {
      let value = logSumExp(row.dropLast())
      #expect(abs(value - row.last!) <= 1e-15 * max(1, abs(row.last!)), "\(value) at \(row)")
    }
    #expect(logSumExp([Double]()) == -.infinity)
    #expect(logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(abs(logSumExp([1000, 1000]) - 1000.6931471805599) < 1e-12)
    #expect(logSumExp([-1000, .infinity]) == .infinity)
    #expect(logSumExp([0, .nan]).isNaN)
    #expect(log1pexp(800) == 800)
    #expect(log1pexp(-50) == 1.9287498479639178e-22)
    #expect(logistic(-800) == 0)
    #expect(logistic(0) == 0.5)
  }

  @Test func incompleteBetaBothTails() {
    for row in SpecialFunctionsTable.beta {
      // The table's tails belong to this double exactly; 1 - x is exact for x above one half only.
      let tails = regularizedBeta(UnitPoint(row[2]), row[0], row[1])
      close(tails.lower, row[3], row)
      close(tails.upper, row[4], row)
    }
    #expect(regularizedBeta(UnitPoint(0), 2, 3) == Tails(lower: 0, upper: 1))
    #expect(regularizedBeta(UnitPoint(1), 2, 3) == Tails(lower: 1, upper: 0))
    #expect(regularizedBeta(UnitPoint(0.5), -1, 3).lower.isNaN)
  }

  @Test func inverseBetaFindsTheArgument() {
    for row in SpecialFunctionsTable.beta where min(row[3], row[4]) < 0.49 {
      let x = inverseRegularizedBeta(Tails(lower: row[3], upper: row[4]), row[0], row[1])
      close(x.value, row[2], row)
      close(x.complement, 1 - row[2], row)
    }
  }

  @Test func incompleteGammaBothTails() {
    for row in SpecialFunctionsTable.gamma {
      let tails = regularizedGamma(shape: row[0], x: row[1])
      close(tails.lower, row[2], row)
      close(tails.upper, row[3], row)
      let x = inverseRegularizedGamma(shape: row[0], Tails(lower: row[2], upper: row[3]))
      close(x, row[1], row)
    }
    #expect(regularizedGamma(shape: 0, x: 1).lower.isNaN)
  }

  @Test func normalLawAndItsQuantiles() {
    for row in SpecialFunctionsTable.normal {
      let tails = normalTails(row[0])
      close(tails.lower, row[1], row)
      close(tails.upper, row[2], row)
      // A probability next to one half is known to an absolute 1e-17 only: no digits to ask for.
      if abs(row[0]) > 1e-3 {
        close(normalQuantile(Tails(lower: row[1], upper: row[2])), row[0], row)
      }
    }
    #expect(normalQuantile(Tails(lower: 0, upper: 1)) == -.infinity)
    #expect(normalQuantile(Tails(lower: 0.5, upper: 0.5)) == 0)
  }

  @Test func studentLawAndItsQuantiles() {
    for row in SpecialFunctionsTable.student {
      let tolerance = row[0] > 2e4 ? 1e-11 : 1e-12
      close(studentTails(row[1], degrees: row[0]).upper, row[2], row, within: tolerance)
      close(studentTails(-row[1], degrees: row[0]).lower, row[2], row, within: tolerance)
      // Near the middle an upper tail next to one half leaves no digits to ask for.
      if row[1] > 0.1 {
        let t = studentQuantile(Tails(lower: 1 - row[2], upper: row[2]), degrees: row[0])
        close(t, row[1], row, within: tolerance)
      }
    }
    close(studentTails(1.3, degrees: .infinity).upper, normalTails(1.3).upper, [])
    #expect(studentTails(0, degrees: 3).lower == 0.5)
  }

  @Test func chiSquareLawAndItsQuantiles() {
    for row in SpecialFunctionsTable.chiSquare {
      let tails = chiSquareTails(row[1], degrees: row[0])
      close(tails.lower, row[2], row)
      close(tails.upper, row[3], row)
      let x = chiSquareQuantile(Tails(lower: row[2], upper: row[3]), degrees: row[0])
      close(x, row[1], row)
    }
  }
}
