/// The limit of a profile-likelihood interval: where a rising function of the distance from the
/// maximum crosses zero.
enum ProfileLimit {
  /// Steps outward until the function is above zero, then regula falsi with the Illinois change
  /// (Dowell & Jarratt 1971): a profile is nearly a parabola.
  ///
  /// - Parameters:
  ///   - start: the parameter at the maximum.
  ///   - startExcess: the function there, below zero.
  ///   - stride: the first step, its sign the side; not zero.
  ///   - tolerance: of the function, absolute, and of the parameter, relative to `unit`.
  ///   - excess: the function; nil where it could not be computed.
  /// - Returns: nil where no crossing was found.
  /// - Complexity: about ten values of the function.
  static func find(
    from start: Double, startExcess: Double, stride: Double, unit: Double,
    tolerance: (value: Double, parameter: Double), _ excess: (Double) -> Double?
  ) -> Double? {
    var (inside, insideExcess) = (start, startExcess)
    var stride = stride
    var outside = inside + stride
    guard stride != 0, var outsideExcess = excess(outside) else { return nil }
    var expansions = 0
    while outsideExcess < 0 {
      expansions += 1
      if expansions > 60 { return nil }
      (inside, insideExcess) = (outside, outsideExcess)
      stride *= 1.6
      outside += stride
      guard let next = excess(outside) else { return nil }
      outsideExcess = next
    }
    for _ in 0..<100 {
      let middle =
        (inside * outsideExcess - outside * insideExcess) / (outsideExcess - insideExcess)
      guard let value = excess(middle) else { return nil }
      if abs(value) < tolerance.value
        || abs(outside - inside) < tolerance.parameter * abs(unit)
      {
        return middle
      }
      if value > 0 {
        (outside, outsideExcess) = (middle, value)
        insideExcess /= 2
      } else {
        (inside, insideExcess) = (middle, value)
        outsideExcess /= 2
      }
    }
    return nil
  }
}
