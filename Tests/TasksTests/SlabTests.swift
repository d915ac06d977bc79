import Documents
import Runs
import Tasks
import Testing

@Suite struct SlabTests {
  /// Where the slabs of each class are, for a distance from 0 and margin g, written out from the
  /// formulas of Shah et al.: (class, from, to) in order of distance.
  static func slabs(_ count: Int, _ g: Double) -> [(y: Int, low: Double, high: Double)] {
    let s: Double
    switch count {
    case 3: s = (2 - 4 * g) / 3
    case 5: s = (2 - 8 * g) / 5
    default: s = (2 - 12 * g) / 7
    }
    let starts: [Double] = [0, 0.5 * s + 2 * g, 1.5 * s + 4 * g, 2.5 * s + 6 * g]
    let widths: [Double] = [0.5 * s, s, s, s]
    return (0..<(count + 1) / 2).map {
      (y: $0 % 2, low: starts[$0], high: starts[$0] + widths[$0])
    }
  }

  @Test(arguments: [3, 5, 7], [0.1, 0.05])
  func coordinatesLieInTheirSlabs(_ count: Int, _ margin: Double) throws {
    let rows = 8000
    let task = try readTask(
      "kind: slab\nrotate: false\nslabs: \(count)\nmargin: \(margin)\ntrain: \(rows)\n"
        + "pressure: \(rows)\ndimensions: 4"
    ).encode(pair: firstPair)
    let slabs = Self.slabs(count, margin)
    #expect(abs(slabs[slabs.count - 1].high - 1) < 1e-12)
    for pool in [task.training, task.pressure, try #require(task.agreeing)] {
      // Hits of each slab, by sign.
      var hits = Array(repeating: [0, 0], count: slabs.count)
      for row in 0..<pool.count {
        let x = pool.inputs.row(row).map { Double($0) }
        let (linear, slab) = (Int(pool.answers[0].values[row]), Int(pool.answers[1].values[row]))
        let signed = linear == 1 ? x[0] : -x[0]
        #expect(signed >= margin - 1e-6 && signed <= 1)
        let found = slabs.firstIndex { $0.low - 1e-6 <= abs(x[1]) && abs(x[1]) <= $0.high + 1e-6 }
        let index = try #require(found)
        #expect(slabs[index].y == slab)
        hits[index][x[1] > 0 ? 1 : 0] += 1
        #expect(x[2...].allSatisfy { abs($0) <= 1 })
      }
      let shares: [Double] =
        count == 3 ? [1, 1] : count == 5 ? [0.75, 1, 0.25] : [0.5, 0.875, 0.5, 0.125]
      for (index, share) in shares.enumerated() {
        let expected = share * Double(rows) / 4
        for side in hits[index] {
          #expect(abs(Double(side) - expected) < 5 * expected.squareRoot())
        }
      }
    }
  }

  /// The linear coordinate fills its range evenly, and noise coordinates fill theirs.
  @Test func coordinatesAreUniform() throws {
    let rows = 20_000
    let task = try readTask("kind: slab\nrotate: false\ntrain: \(rows)\ndimensions: 3")
      .encode(pair: firstPair)
    var (linear, noise, product) = (0.0, 0.0, 0.0)
    for row in 0..<rows {
      let x = task.training.inputs.row(row).map { Double($0) }
      linear += abs(x[0])
      noise += x[2]
      product += (abs(x[0]) - 0.55) * x[2]
    }
    let n = Double(rows)
    #expect(abs(linear / n - 0.55) < 5 * 0.9 / (12 * n).squareRoot())
    #expect(abs(noise / n) < 5 / (3 * n).squareRoot())
    #expect(abs(product / n) < 5 * 0.9 / (36 * n).squareRoot())
  }

  @Test func noisyRowsLieInTheMargin() throws {
    let rows = 5000
    let task = try readTask(
      "kind: slab\nrotate: false\nnoisy: 0.2\ntrain: \(rows)\npressure: \(rows)"
    ).encode(pair: firstPair)
    let inside = { (pool: Pool) in
      (0..<rows).count { abs(pool.inputs.row($0).first ?? 0) < 0.1 - 1e-6 }
    }
    #expect(abs(Double(inside(task.training)) - 1000) < 5 * 800.0.squareRoot())
    #expect(inside(task.pressure) == 0)
    #expect(inside(try #require(task.agreeing)) == 0)
  }

  @Test(arguments: [2, 3, 10, 50]) func rotationsAreOrthonormal(_ dimensions: Int) {
    let rows = randomRotation(dimensions, seed: 5)
    for (i, one) in rows.enumerated() {
      for (j, two) in rows.enumerated() {
        let product = zip(one, two).reduce(0.0) { (sum: Double, pair: (Double, Double)) in
          sum + pair.0 * pair.1
        }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-13)
      }
    }
    #expect(randomRotation(dimensions, seed: 6) != rows)
  }

  /// The directions favour no axis: the mean square of an entry is 1/dimensions.
  @Test func rotationsFavourNoAxis() {
    let (dimensions, seeds) = (4, 2000)
    var squares = Array(repeating: 0.0, count: dimensions)
    for seed in 0..<seeds {
      for (axis, entry) in randomRotation(dimensions, seed: seed)[0].enumerated() {
        squares[axis] += entry * entry / Double(seeds)
      }
    }
    // The variance of a squared entry of a uniform direction is 2(d-1) / (d²(d+2)).
    let error = (2.0 * 3 / (16 * 6) / Double(seeds)).squareRoot()
    #expect(squares.allSatisfy { abs($0 - 0.25) < 5 * error })
  }

  @Test func rotatingChangesNoDistance() throws {
    let sizes = "\ntrain: 20\npressure: 2\nreadout: 2\nconfirmation: 2"
    let plain = try readTask("kind: slab\nrotate: false" + sizes).encode(pair: firstPair)
    let turned = try readTask("kind: slab" + sizes).encode(pair: firstPair)
    #expect(plain.training.answers == turned.training.answers)
    let distance = { (pool: Pool, i: Int, j: Int) -> Float in
      var sum: Float = 0
      for (x, y) in zip(pool.inputs.row(i), pool.inputs.row(j)) { sum += (x - y) * (x - y) }
      return sum
    }
    for i in 0..<20 {
      for j in 0..<i {
        let (one, two) = (distance(plain.training, i, j), distance(turned.training, i, j))
        #expect(abs(one - two) < 1e-4 * max(1, one))
      }
    }
    #expect(plain.training.inputs.values != turned.training.inputs.values)
  }

  @Test func refusesWhatIsNoSlabTask() {
    #expect(complaints { _ = try readTask("kind: slab\nslabs: 4") }
      == ["t.yaml:2:8: error: `task.slabs` is `4`; expected 3, 5 or 7"])
    #expect(complaints { _ = try readTask("kind: slab\nslabs: 7\nmargin: 0.2") }[0]
      .hasPrefix("t.yaml:3:9: error: a margin of 0.2 leaves no room for 7 slabs"))
    let found = complaints { _ = try readTask("kind: slab\ndimension: 3\ntrain: 1\nmargin: wide") }
    #expect(found.map { $0.prefix(12) } == ["t.yaml:2:1: ", "t.yaml:3:8: ", "t.yaml:4:9: "])
    #expect(found[0].hasSuffix("did you mean `dimensions`?"))
  }
}
