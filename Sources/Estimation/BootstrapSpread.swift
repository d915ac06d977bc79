/// The spread of an estimate over resampled inputs.
public struct BootstrapSpread: Hashable, Sendable {
  /// In the unit of the replicates.
  public let standardError: Double
  /// Replicates that gave a number.
  public let used: Int
  /// Replicates that gave none (a class without hits): where they are many, the standard error
  /// speaks only of the others.
  public let undefined: Int

  /// - Parameter replicates: one estimate for each resample; not finite where there was none.
  /// - Returns: nil with fewer than two numbers.
  /// - Complexity: O(replicates). Source: Efron 1979; divisor replicates - 1.
  public init?(_ replicates: [Double]) {
    let finite = replicates.filter(\.isFinite)
    guard finite.count >= 2 else { return nil }
    let mean = finite.reduce(0, +) / Double(finite.count)
    let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardError = (squares / Double(finite.count - 1)).squareRoot()
    used = finite.count
    undefined = replicates.count - finite.count
  }
}
