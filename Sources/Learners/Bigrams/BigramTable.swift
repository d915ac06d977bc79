import Foundation
import Runs

/// The posterior of a table of next symbols, before anything is drawn from it: every row Dirichlet.
///
/// Only answers are counted, their ends among them, as only they are learned from. A loss of mean
/// cross-entropy over n examples plus strength times that over m inputs of the pressure pool is n
/// times less than one in which each of these inputs counts strength n / m times: so much, times
/// the weight of the training, is added to the concentrations.
struct BigramTable: Sendable {
  let lines: BigramLines
  /// Rising.
  let contexts: [BigramLines.Context]
  /// [contexts, symbols].
  private(set) var concentrations: [Double]
  private let places: [BigramLines.Context: Int]

  /// The table of the prior: every row that any prompt of the task can lead to.
  ///
  /// - Complexity: O(rows x width + different beginnings x nodes of the language).
  init(_ settings: BigramSettings, task: EncodedTask) {
    let lines = BigramLines(task, context: settings.context)
    var beginnings = Set<BigramLines.Context>()
    for inputs in BigramLines.inputs(of: task) {
      for row in 0..<inputs.count { beginnings.insert(lines.beginning(inputs.row(row))) }
    }
    var contexts = Set<BigramLines.Context>()
    let inner = lines.language.inner
    for beginning in beginnings {
      for node in inner { contexts.insert(lines.context(beginning, at: node)) }
    }
    self.lines = lines
    self.contexts = contexts.sorted { $0.lexicographicallyPrecedes($1) }
    places = Dictionary(uniqueKeysWithValues: self.contexts.enumerated().map { ($1, $0) })
    concentrations = Array(
      repeating: settings.prior, count: self.contexts.count * lines.size)
  }

  /// The same after pretraining, where there was one, and training under pressure.
  ///
  /// - Parameter pretraining: as `pretrainingCounts` gives it; nil for none.
  func learned(
    _ settings: BigramSettings, task: EncodedTask, labels: Labels = .training,
    pressure: Pressure = .none, pretraining: [Float]?, isTrained: Bool = true
  ) -> BigramTable {
    var table = self
    if let pretraining {
      for (place, count) in pretraining.enumerated() {
        table.concentrations[place] += settings.pretrainingWeight * Double(count)
      }
    }
    if !isTrained { return table }
    let (inputs, answers) = task.examples(for: labels)
    table.add(inputs, answers, weight: settings.trainingWeight)
    if let policy = pressure.policy(of: task.pair) {
      let share = Double(inputs.count) / Double(task.pressure.count)
      table.add(
        task.pressure.inputs, task.pressure.answers[policy],
        weight: settings.trainingWeight * pressure.strength.magnitude * share,
        opposite: pressure.kind == .away)
    }
    return table
  }

  /// How often each symbol follows each context in the capability mixture: whole numbers.
  ///
  /// - Returns: [contexts, symbols].
  func pretrainingCounts(_ task: EncodedTask) -> [Float] {
    var table = self
    table.concentrations = Array(repeating: 0, count: table.concentrations.count)
    for phase in task.capability?.phases ?? [] {
      table.add(phase.inputs, phase.answers, weight: 1)
    }
    return table.concentrations.map { Float($0) }
  }

  /// Counts the answers to some rows.
  ///
  /// - Parameter opposite: whether the other one of two answers is counted.
  private mutating func add(
    _ inputs: InputMatrix, _ key: AnswerKey, weight: Double, opposite: Bool = false
  ) {
    let language = lines.language
    for row in 0..<inputs.count {
      let answer = Int(key.values[row])
      let beginning = lines.beginning(inputs.row(row))
      var node = language.leaves[opposite ? 1 - answer : answer]
      while node > 0 {
        let parent = language.nodes[node].parent
        let context = lines.context(beginning, at: parent)
        // Contexts of the answers' own places are those of the table.
        concentrations[places[context]! * lines.size + language.nodes[node].token] += weight
        node = parent
      }
    }
  }

  /// The row of the table that is asked after a node.
  func place(_ beginning: BigramLines.Context, at node: Int) -> Int {
    places[lines.context(beginning, at: node)]!
  }

  /// The concentrations of one row of the table.
  func row(_ place: Int) -> ArraySlice<Double> {
    concentrations[place * lines.size..<(place + 1) * lines.size]
  }

  /// Natural logarithms of the mean shares of the rows, [contexts, symbols].
  var meanLogs: [Double] {
    contexts.indices.flatMap { place in
      let row = row(place)
      let sum = row.reduce(0, +)
      return row.map { log($0) - log(sum) }
    }
  }

  /// What a table with given shares answers to the rows of a pool.
  ///
  /// Prompts that the table cannot tell apart are read once.
  ///
  /// - Parameter logs: of the shares, [contexts, symbols].
  func answers(to inputs: InputMatrix, logs: [Double]) -> Answers {
    let (kinds, answers) = kinds(of: inputs, logs: logs)
    return Answers(kinds.map { answers[$0] }, of: lines.language)
  }

  /// The same as reference.
  func reference(to inputs: InputMatrix, logs: [Double]) -> ReferenceAnswers {
    let (kinds, answers) = kinds(of: inputs, logs: logs)
    return ReferenceAnswers(logProbabilities: answers.map(\.logProbabilities), kinds: kinds)
  }

  /// The kind of each prompt, and what is answered to each kind.
  private func kinds(
    of inputs: InputMatrix, logs: [Double]
  ) -> (kinds: [Int], answers: [WholeAnswers]) {
    var known: [BigramLines.Context: Int] = [:]
    var answers: [WholeAnswers] = []
    let kinds = (0..<inputs.count).map { row in
      let beginning = lines.beginning(inputs.row(row))
      if let kind = known[beginning] { return kind }
      answers.append(
        WholeAnswers(lines.language, reading: .within) { node in
          let start = place(beginning, at: node) * lines.size
          return Array(logs[start..<start + lines.size])
        })
      known[beginning] = answers.count - 1
      return answers.count - 1
    }
    return (kinds, answers)
  }
}
