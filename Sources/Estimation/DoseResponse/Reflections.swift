import Foundation

/// Two Householder reflections that move two orthonormal columns to the first two axes.
struct Reflections {
  private let first: [Double]
  private let second: [Double]

  init(_ one: [Double], _ two: [Double]) {
    first = Self.reflector(one, at: 0)
    var moved = two
    Self.reflect(first, &moved)
    moved[0] = 0
    second = Self.reflector(moved, at: 1)
  }

  /// The unit vector of the reflection that moves a vector to an axis.
  private static func reflector(_ vector: [Double], at axis: Int) -> [Double] {
    var result = vector
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    result[axis] += vector[axis] < 0 ? -length : length
    let size = result.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for i in result.indices { result[i] /= size }
    return result
  }

  private static func reflect(_ unit: [Double], _ vector: inout [Double]) {
    var dot = 0.0
    for i in unit.indices { dot += unit[i] * vector[i] }
    for i in unit.indices { vector[i] -= 2 * dot * unit[i] }
  }

  func apply(_ vector: inout [Double]) {
    Self.reflect(first, &vector)
    Self.reflect(second, &vector)
  }

  func applyBack(_ vector: inout [Double]) {
    Self.reflect(second, &vector)
    Self.reflect(first, &vector)
  }
}
