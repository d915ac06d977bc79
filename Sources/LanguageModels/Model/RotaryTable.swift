import Foundation

/// Cosines and sines of a model's rotary embedding, for positions from 0 on.
///
/// Neighbours (2j, 2j + 1) of a head turn by position base^(-2j / width). Angles are taken in double
/// precision; each cosine and sine is rounded once.
struct RotaryTable {
  /// [positions, head width]: each cosine twice.
  let cosines: [Float]
  /// [positions, head width]: each sine first negated, then as it is.
  let sines: [Float]

  init(_ shape: ModelShape, positions: Int) {
    let width = shape.headWidth
    var cosines = [Float](repeating: 0, count: positions * width)
    var sines = cosines
    let rates = (0..<(width / 2)).map { pow(shape.rotaryBase, -2 * Double($0) / Double(width)) }
    for position in 0..<positions {
      for (pair, rate) in rates.enumerated() {
        let angle = Double(position) * rate
        let place = position * width + 2 * pair
        cosines[place] = Float(cos(angle))
        cosines[place + 1] = cosines[place]
        sines[place] = -Float(sin(angle))
        sines[place + 1] = Float(sin(angle))
      }
    }
    self.cosines = cosines
    self.sines = sines
  }
}
