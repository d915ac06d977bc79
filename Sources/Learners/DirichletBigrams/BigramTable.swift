import Runs

/// The posterior of a table of two classes by the last input, before anything is drawn from it.
///
/// A loss of mean cross-entropy over n examples plus strength times that over m inputs of the
/// pressure pool is n times less than one in which each of these inputs counts strength n / m
/// times: so much is added to the concentrations.
struct BigramTable {
  /// The rows' inputs, rising.
  let contexts: [Float]
  /// Concentrations of class 0 and class 1, by context.
  let concentrations: [(zero: Double, one: Double)]

  /// - Complexity: O(rows x log contexts).
  init(_ settings: DirichletBigramSettings, task: EncodedTask, labels: Labels, pressure: Pressure) {
    let pools = [task.training, task.pressure, task.readout, task.confirmation]
    let contexts = Set(pools.flatMap { Self.contexts($0.inputs) }).sorted()
    var counts = Array(
      repeating: (zero: settings.prior, one: settings.prior), count: contexts.count)
    func add(_ inputs: InputMatrix, _ key: AnswerKey, weight: Double, opposite: Bool = false) {
      for (context, answer) in zip(Self.contexts(inputs), key.values) {
        let place = Self.place(of: context, in: contexts)
        if (answer == 1) != opposite { counts[place].one += weight } else {
          counts[place].zero += weight
        }
      }
    }
    let (inputs, answers) = task.examples(for: labels)
    add(inputs, answers, weight: 1)
    if let policy = pressure.policy(of: task.pair) {
      let share = Double(inputs.count) / Double(task.pressure.count)
      add(
        task.pressure.inputs, task.pressure.answers[policy],
        weight: pressure.strength.magnitude * share, opposite: pressure.kind == .away)
    }
    self.contexts = contexts
    concentrations = counts
  }

  /// The table's row of every row of a pool.
  func places(_ inputs: InputMatrix) -> [Int] {
    Self.contexts(inputs).map { Self.place(of: $0, in: contexts) }
  }

  private static func contexts(_ inputs: InputMatrix) -> [Float] {
    (0..<inputs.count).map { inputs.row($0).last ?? 0 }
  }

  private static func place(of context: Float, in contexts: [Float]) -> Int {
    var (low, high) = (0, contexts.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if contexts[middle] < context { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
