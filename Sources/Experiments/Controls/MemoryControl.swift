import Runs

/// What does a learner answer that cannot mean anything by it: for vectors, the label of the
/// nearest training example (Euclidean distance, the earlier example where two are as near); for
/// text, that of the one with which it shares the most tokens, place by place from the right?
enum MemoryControl {
  /// - Complexity: O(readout inputs x training examples x width).
  static func row(_ task: EncodedTask, pair: PolicyPair) -> MemoryRow {
    let heads = task.heads.count
    let key = task.training.answers[pair.a].values
    var hits = (a: 0, b: 0)
    for row in 0..<task.readout.count {
      let nearest = nearestExample(
        to: task.readout.inputs.row(row), among: task.training.inputs, isText: task.text != nil)
      let answer = key[nearest * heads..<(nearest + 1) * heads]
      let place = row * heads..<(row + 1) * heads
      if answer.elementsEqual(task.readout.answers[pair.a].values[place]) { hits.a += 1 }
      if answer.elementsEqual(task.readout.answers[pair.b].values[place]) { hits.b += 1 }
    }
    let count = Double(task.readout.count)
    return MemoryRow(
      learner: "nearest training example", answersA: Double(hits.a) / count,
      answersB: Double(hits.b) / count)
  }

  private static func nearestExample(
    to row: ArraySlice<Float>, among inputs: InputMatrix, isText: Bool
  ) -> Int {
    var best = (index: 0, distance: Double.infinity)
    for index in 0..<inputs.count {
      var distance = 0.0
      for (x, y) in zip(row, inputs.row(index)) {
        let difference = Double(x) - Double(y)
        distance += isText ? (difference == 0 ? 0 : 1) : difference * difference
      }
      if distance < best.distance { best = (index, distance) }
    }
    return best.index
  }
}
