import Mathematics

/// The chances of at most, and of at least, as many successes.
///
/// - Parameters:
///   - successes: in 0 ... trials.
///   - trials: at least 0.
///   - chance: of one success, in (0, 1).
/// - Returns: P(X <= successes) and P(X >= successes).
/// - Complexity: that of `regularizedBeta`. Source: DLMF 8.17.5.
func binomialTails(
  _ successes: Int, of trials: Int, chance: Double
) -> (atMost: Double, atLeast: Double) {
  let (k, n) = (Double(successes), Double(trials))
  let p = UnitPoint(value: chance, complement: 1 - chance)
  // P(X > k) = I_p(k + 1, n - k) and P(X >= k) = I_p(k, n - k + 1).
  return (
    successes == trials ? 1 : regularizedBeta(p, k + 1, n - k).upper,
    successes == 0 ? 1 : regularizedBeta(p, k, n - k + 1).lower
  )
}
