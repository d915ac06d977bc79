import Documents
import Runs

/// A linear and a slab coordinate, both telling the class in training, among coordinates of noise.
///
/// Coordinates are independent given the class; the inputs are then rotated by a random rotation.
/// With half-width B = 1 and margin g, U uniform in (0, 1):
/// - linear: (2y - 1)(g + (B - g) U);
/// - slabs of width s = (2B - 4g)/3, (2B - 8g)/5, (2B - 12g)/7 for 3, 5 and 7 of them, 2g apart and
///   symmetric about 0, with classes alternating from class 0 in the middle;
/// - every other coordinate: uniform in (-1, 1).
///
/// Agreeing inputs are drawn as training examples without noise are.
///
/// Source: Shah et al., The pitfalls of simplicity bias in neural networks (arXiv 2006.07710).
public struct Slab: TaskKind {
  public static let name = "slab"
  public static let summary =
    "a linear and a slab coordinate that agree in training: simple against complex feature"

  let slabs: Int
  let dimensions: Int
  let margin: Double
  let noisy: Double
  /// By how much the slab coordinate is stretched: the larger, the easier its feature.
  let slabScale: Double
  let rotate: Bool
  let sizes: PoolSizes
  let seed: Int

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    let wanted = settings.integer("slabs", default: 3, in: 3...7, "3, 5 or 7: slabs of the complex feature")
    slabs = wanted % 2 == 1 ? wanted : 3
    if settings.isSound("slabs"), wanted % 2 == 0 {
      settings.diagnostics.report(
        settings.position(of: "slabs"), "`\(settings.dotted("slabs"))` is `\(wanted)`",
        remedy: "expected 3, 5 or 7")
    }
    dimensions = settings.integer("dimensions", default: 10, in: 2...1000, "inputs; all but two are noise")
    margin = settings.number("margin", default: 0.1, in: 0...1, "gap between the classes")
    noisy = settings.number(
      "noisy", default: 0, in: 0...1, "share of the examples whose linear feature says nothing")
    slabScale = settings.number(
      "slab-scale", default: 1, in: 0.01...100,
      "by how much the slab coordinate is stretched: the larger, the easier")
    rotate = settings.flag("rotate", default: true, "whether the coordinates are turned")
    sizes = PoolSizes(reading: settings, defaults: [500, 200, 200, 100])
    seed = readSeed(settings)
    let most = 1 / Double(slabs - 1)
    if settings.isSound("slabs"), settings.isSound("margin"), margin >= most {
      settings.diagnostics.report(
        settings.position(of: "margin"),
        "a margin of \(margin) leaves no room for \(slabs) slabs",
        remedy: "expected less than \(most)")
    }
  }

  public var policies: [PolicyDescription] {
    [
      PolicyDescription(name: "linear", summary: "the sign of the linear coordinate"),
      PolicyDescription(
        name: "slab", summary: "which of the \(slabs) slabs the other coordinate lies in"),
    ]
  }

  /// Rows before the rotation: the linear coordinate, the slab coordinate, the rest.
  package func unrotated(_ pool: PoolName, index: Int, linear: Int, slab: Int) -> [Double] {
    let random = TaskRandom(seed: seed, purpose: "slab/\(pool.rawValue)")
    let at = index * (dimensions + 6)
    var row = [
      linearCoordinate(random, at, class: linear, noisy: pool == .training ? noisy : 0),
      slabCoordinate(random, at + 3, class: slab),
    ]
    for coordinate in 2..<max(2, dimensions) {
      row.append(2 * random.uniform(at + 4 + coordinate) - 1)
    }
    return row
  }

  public func encode(pair: PolicyPair) throws -> EncodedTask {
    let rotation = rotate ? randomRotation(dimensions, seed: seed) : []
    return encodeTwoClasses(
      policies: policies.map(\.name), pair: pair, sizes: sizes, width: dimensions
    ) { pool, index, linear, slab, values in
      let row = unrotated(pool, index: index, linear: linear, slab: slab)
      if rotation.isEmpty {
        values += row.map { Float($0) }
      } else {
        values += rotation.map { axis in Float(product(axis, row)) }
      }
      return nil
    }
  }

  /// In training a share `noisy` of the rows has a linear coordinate that tells nothing: uniform
  /// within the margin. There both policies are held to answer the label.
  private func linearCoordinate(
    _ random: TaskRandom, _ at: Int, class y: Int, noisy: Double
  ) -> Double {
    if noisy > 0, random.uniform(at + 2) < noisy { return margin * (2 * random.uniform(at) - 1) }
    return (y == 1 ? 1 : -1) * (margin + (1 - margin) * random.uniform(at))
  }

  private func slabCoordinate(_ random: TaskRandom, _ at: Int, class y: Int) -> Double {
    let width = (2 - 2 * Double(slabs - 1) * margin) / Double(slabs)
    let u = random.uniform(at)
    // Which slab of the class, counted from the middle: the shares make up for a middle slab that
    // has no mirror image. The fraction left over is not used again.
    let choice = random.uniform(at + 1)
    let order: Int
    switch (slabs, y) {
    case (3, _): order = y
    case (5, 1): order = 1
    case (5, _): order = choice < 0.75 ? 0 : 2
    case (_, 1): order = choice < 0.875 ? 1 : 3
    default: order = choice < 0.5 ? 0 : 2
    }
    // The middle slab reaches from 0 to width/2 on either side.
    let distance = order == 0
      ? 0.5 * width * u
      : (Double(order) - 0.5) * width + 2 * Double(order) * margin + width * u
    return random.sign(at + 2) * distance * slabScale
  }
}

/// A random rotation, or reflection, of a space: orthonormal rows.
///
/// Gram–Schmidt, twice for the sake of rounding, on rows whose entries are sums of twelve uniform
/// draws less six: nearly normal, so that the directions are nearly uniform, without logarithms or
/// cosines, whose last bits differ between machines.
///
/// - Returns: [`dimensions`][`dimensions`].
/// - Complexity: O(`dimensions`³).
package func randomRotation(_ dimensions: Int, seed: Int) -> [[Double]] {
  let random = TaskRandom(seed: seed, purpose: "rotation")
  var rows: [[Double]] = []
  var attempt = 0
  while rows.count < dimensions {
    var row = (0..<dimensions).map { entry in
      let at = 12 * (attempt * dimensions + entry)
      return (0..<12).reduce(-6) { $0 + random.uniform(at + $1) }
    }
    attempt += 1
    for _ in 0..<2 {
      for other in rows {
        let share = product(other, row)
        for entry in row.indices { row[entry] -= share * other[entry] }
      }
    }
    let length = product(row, row).squareRoot()
    // A row that lies in the space of those before it is drawn again.
    if length > 1e-6 { rows.append(row.map { $0 / length }) }
  }
  return rows
}

/// The inner product, added up from the left.
func product(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for index in left.indices { sum += left[index] * right[index] }
  return sum
}
