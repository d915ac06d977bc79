import Runs

/// Inputs and answers of the cases, by formulas that any language can repeat to the bit.
enum CaseData {
  /// Points on an 8 x 8 grid over [-1, 1]^2; class 1 where the product of both is positive.
  static let quadrants: EncodedTask = {
    let rows = table(64, 2) { i, j in
      let step = j == 0 ? i / 8 : i % 8
      return Float(2 * step - 7) / 7
    }
    return task(heads: [2], training: pool(rows) { x, _ in [x[0] * x[1] > 0 ? 1 : 0] })
  }()

  /// The quadrants, with 64 points between and around theirs as the pool that models differ on.
  static let quadrantsAndPool: EncodedTask = {
    let rows = table(64, 2) { i, j in
      let step = j == 0 ? i / 8 : i % 8
      return Float(2 * step - 6) / 7
    }
    return task(
      heads: [2], training: quadrants.training, pressure: pool(rows) { _, _ in [0] })
  }()

  /// 256 points of 20 numbers in [-1, 1]; class 1 where x0 x1 + x2 is positive.
  static let products: EncodedTask = {
    let rows = table(256, 20) { i, j in
      let cell = (i * 20 + j) * 7919
      return Float(cell % 257) / 128 - 1
    }
    return task(heads: [2], training: pool(rows) { x, _ in [x[0] * x[1] + x[2] > 0 ? 1 : 0] })
  }()

  /// 200 rows of 60 bits and three answers in 0 ..< 11 that look random.
  static let threeDigits: EncodedTask = {
    let rows = table(200, 60) { i, j in
      let cell = (i * 60 + j) * 7919
      return cell % 101 < 30 ? 1 : 0
    }
    let training = pool(rows) { _, i in
      (0..<3).map { head in
        let value = i * (7 * head + 21) + i * i
        return UInt16(value % 11)
      }
    }
    return task(heads: [11, 11, 11], training: training)
  }()

  private static func table(
    _ count: Int, _ width: Int, cell: (Int, Int) -> Float
  ) -> [[Float]] {
    (0..<count).map { i in (0..<width).map { j in cell(i, j) } }
  }

  /// - Parameter answers: of a row and its index.
  private static func pool(_ rows: [[Float]], answers: ([Float], Int) -> [UInt16]) -> Pool {
    let key = AnswerKey(rows.indices.flatMap { answers(rows[$0], $0) })
    return Pool(
      inputs: InputMatrix(
        count: rows.count, width: rows[0].count, values: rows.flatMap { $0 }),
      answers: [key, key], rowNames: rows.indices.map { "\($0)" })
  }

  private static func task(
    heads: [Int], training: Pool, pressure: Pool? = nil
  ) -> EncodedTask {
    let none = Pool(
      inputs: InputMatrix(count: 0, width: training.inputs.width, values: []),
      answers: [AnswerKey([]), AnswerKey([])], rowNames: [])
    return EncodedTask(
      heads: heads, policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1), training: training,
      pressure: pressure ?? none, readout: none, confirmation: none)
  }
}
