import Runs
import Tasks
import Testing

@Suite struct DiagonalGridTests {
  /// Rows of a pool as (first coordinate, second coordinate, first policy, second policy).
  private static func rows(_ pool: Pool) -> [(x: Double, y: Double, a: Int, b: Int)] {
    (0..<pool.count).map { row in
      let input = pool.inputs.row(row).map { Double($0) }
      return (
        input[0], input[1], Int(pool.answers[0].values[row]), Int(pool.answers[1].values[row])
      )
    }
  }

  @Test func divdisFillsTwoQuadrantsInTraining() throws {
    let task = try readTask("kind: diagonal-grid\ntrain: 4000\npressure: 4000")
      .encode(pair: firstPair)
    for pool in [task.training, task.pressure] {
      let rows = Self.rows(pool)
      #expect(rows.allSatisfy { ($0.x < 0) == ($0.a == 1) && ($0.y > 0) == ($0.b == 1) })
      #expect(rows.allSatisfy { abs($0.x) <= 1 && abs($0.y) <= 1 && $0.x != 0 && $0.y != 0 })
      let n = Double(pool.count)
      for mean in [rows.reduce(0) { $0 + abs($1.x) } / n, rows.reduce(0) { $0 + abs($1.y) } / n] {
        #expect(abs(mean - 0.5) < 5 / (12 * n).squareRoot())
      }
    }
    #expect(Self.rows(task.training).allSatisfy { $0.x * $0.y < 0 })
    #expect(Self.rows(task.pressure).allSatisfy { $0.x * $0.y > 0 })
  }

  /// Agreeing and differing inputs in equal parts are the target of the paper: both coordinates
  /// even, the second independent of the first.
  @Test func divdisAtMixRateOneHalfIsIndependent() throws {
    let whole = try readTask("kind: diagonal-grid\npressure: 8000").encode(pair: firstPair)
    let task = try #require(whole.mixed(0.5))
    let rows = Self.rows(task.pressure)
    for (left, upper) in [(true, true), (true, false), (false, true), (false, false)] {
      let quadrant = rows.filter { ($0.x < 0) == left && ($0.y > 0) == upper }
      #expect(quadrant.count == 2000)
      let (x, y) = (
        quadrant.reduce(0) { $0 + abs($1.x) } / 2000, quadrant.reduce(0) { $0 + abs($1.y) } / 2000
      )
      let product = quadrant.reduce(0) { $0 + (abs($1.x) - 0.5) * (abs($1.y) - 0.5) } / 2000
      #expect(abs(x - 0.5) < 5 / (12.0 * 2000).squareRoot())
      #expect(abs(y - 0.5) < 5 / (12.0 * 2000).squareRoot())
      #expect(abs(product) < 5 / 12 / 2000.0.squareRoot())
    }
    let agreeing = Self.rows(try #require(whole.agreeing))
    #expect(agreeing.allSatisfy { ($0.x < 0) == ($0.a == 1) && ($0.y > 0) == ($0.b == 1) })
  }

  @Test func dBatHasFiveSlabs() throws {
    let task = try readTask("kind: diagonal-grid\ntoy: d-bat\ntrain: 6000\npressure: 6000")
      .encode(pair: firstPair)
    for pool in [task.training, task.pressure, try #require(task.agreeing)] {
      let rows = Self.rows(pool)
      var hits: [Double: Int] = [:]
      for row in rows {
        #expect(abs(row.x - (row.a == 1 ? 1 : -1)) <= 0.8 + 1e-6)
        let slab = row.y.rounded()
        #expect(abs(row.y - slab) <= 0.2 + 1e-6)
        #expect((row.b == 1 ? [-2, 0, 2] : [-1, 1]).contains(slab))
        hits[slab, default: 0] += 1
      }
      for (slab, expected) in [(-2.0, 1000.0), (0, 1000), (2, 1000), (-1, 1500), (1, 1500)] {
        #expect(abs(Double(hits[slab] ?? 0) - expected) < 5 * expected.squareRoot())
      }
      // Both widths are reached.
      #expect(rows.contains { abs($0.x) > 1.75 } && rows.contains { abs($0.x) < 0.25 })
      #expect(rows.contains { abs($0.y - $0.y.rounded()) > 0.19 })
    }
  }

  @Test func misspeltToyIsAnswered() {
    let found = complaints { _ = try readTask("kind: diagonal-grid\ntoy: dbat") }
    #expect(found.count == 1 && found[0].hasSuffix("did you mean `d-bat`?"))
  }
}
