/// A fitted curve at many strengths, asked at some of them.
///
/// Where there are more strengths than anyone reads, those between are on straight lines, which
/// leave zero out: the curve may have a kink there.
struct FittedValues {
  /// Strengths at which the curve itself is asked.
  static let most = 256

  /// [strengths].
  let values: [Double]

  /// - Parameters:
  ///   - strengths: rising.
  ///   - curve: the log odds at a strength.
  /// - Complexity: O(strengths), and at most some hundred values of the curve.
  init(_ strengths: [Double], curve: (Double) -> Double) {
    guard strengths.count > Self.most else {
      values = strengths.map(curve)
      return
    }
    let zero = strengths.firstIndex { $0 >= 0 } ?? strengths.count
    let step = strengths.count / Self.most + 1
    var asked = Set(stride(from: 0, to: strengths.count, by: step))
    // The ends, and what lies next to zero and at it.
    for index in [strengths.count - 1, zero - 1, zero, zero + 1]
    where strengths.indices.contains(index) {
      asked.insert(index)
    }
    var values = [Double](repeating: 0, count: strengths.count)
    var last = 0
    for index in asked.sorted() {
      values[index] = curve(strengths[index])
      for between in last..<index where between > last {
        let share = (strengths[between] - strengths[last]) / (strengths[index] - strengths[last])
        values[between] = values[last] + share * (values[index] - values[last])
      }
      last = index
    }
    self.values = values
  }
}
