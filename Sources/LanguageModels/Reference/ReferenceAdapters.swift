/// Adapters in double precision: by block, by layer in the order of `LinearLayer.allCases`.
package struct ReferenceAdapters {
  package struct Pair {
    /// [rank, inputs].
    package var a: [Double]
    /// [rank, outputs]: B turned.
    package var turnedB: [Double]
  }

  package let rank: Int
  package let scale: Double
  package var pairs: [Int: [LinearLayer: Pair]]

  /// The numbers that adapters have now.
  package init(_ adapters: Adapters) {
    rank = adapters.shape.rank
    scale = adapters.shape.alpha / Double(adapters.shape.rank)
    pairs = [:]
    for block in adapters.shape.blocks {
      for layer in adapters.shape.layers {
        pairs[block, default: [:]][layer] = Pair(
          a: adapters.a(layer, block: block).map(Double.init),
          turnedB: adapters.turnedB(layer, block: block).map(Double.init))
      }
    }
  }

  /// The same shape, all zeros.
  func zeros() -> ReferenceAdapters {
    var result = self
    for (block, layers) in pairs {
      for (layer, pair) in layers {
        result.pairs[block]![layer] = Pair(
          a: [Double](repeating: 0, count: pair.a.count),
          turnedB: [Double](repeating: 0, count: pair.turnedB.count))
      }
    }
    return result
  }

  func a(_ block: Int, _ layer: LinearLayer) -> DoubleRows? {
    pairs[block]?[layer].map { rows($0.a) }
  }

  func turnedB(_ block: Int, _ layer: LinearLayer) -> DoubleRows? {
    pairs[block]?[layer].map { rows($0.turnedB) }
  }

  private func rows(_ values: [Double]) -> DoubleRows {
    var result = DoubleRows(rank, values.count / rank)
    result.values = values
    return result
  }
}
