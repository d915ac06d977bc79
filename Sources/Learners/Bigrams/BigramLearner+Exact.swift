import Foundation
import Mathematics
import Runs

extension BigramLearner: ExactLearner {
  /// By convolution over the table's rows, each of which answers all of its inputs alike.
  ///
  /// Two answers part at one place. There a row gives the second where its share among the two,
  /// Beta(second, first), exceeds a half. Rows are independent, so that the joint law of the
  /// readout inputs answered as A and of the training examples answered right is a convolution;
  /// what is not A's answer is B's.
  ///
  /// - Complexity: O(rows of the table x readout inputs x training examples).
  public func exactOdds(
    on task: EncodedTask, rule: ReadoutRule, pressure: Pressure = .none
  ) throws -> ExactOdds {
    if pressure.isDiversity && pressure.strength != 0 {
      throw ExactLawError("under a diversity pressure the law is not known: press toward or away")
    }
    if task.heads != [2] {
      throw ExactLawError(
        "the law of a table is known where there are two answers, and this task has "
          + "\(task.heads.reduce(1, *)): take estimators that train")
    }
    let prior = BigramTable(settings, task: task)
    let table = prior.learned(
      settings, task: task, pressure: pressure,
      pretraining: isPretrained ? prior.pretrainingCounts(task) : nil, isTrained: isTrained)
    let nodes = table.lines.language.nodes
    guard let fork = nodes.indices.first(where: { nodes[$0].children.count == 2 }) else {
      preconditionFailure("two answers part somewhere")
    }
    // Children lie in the order of their tokens, answers in that of their texts.
    let tokens = (0..<2).map { answer in
      var node = table.lines.language.leaves[answer]
      while nodes[node].parent != fork { node = nodes[node].parent }
      return nodes[node].token
    }
    /// Inputs of a pool that each of the two answers would answer right, by row of the table.
    func hits(_ pool: Pool, _ policy: Int) -> [[Int]] {
      var counts = Array(repeating: [0, 0], count: table.contexts.count)
      for (row, answer) in pool.answers[policy].values.enumerated() {
        let place = table.place(table.lines.beginning(pool.inputs.row(row)), at: fork)
        counts[place][Int(answer)] += 1
      }
      return counts
    }
    let readout = hits(task.readout, task.pair.a)
    let training = hits(task.training, task.pair.a)
    let width = task.training.count + 1
    var law = [Double](repeating: 0, count: (task.readout.count + 1) * width)
    law[0] = 1
    for place in table.contexts.indices {
      let (own, examples) = (readout[place], training[place])
      if own == [0, 0] && examples == [0, 0] { continue }
      let row = Array(table.row(place))
      let tails = regularizedBeta(UnitPoint(0.5), row[tokens[1]], row[tokens[0]])
      var next = [Double](repeating: 0, count: law.count)
      for (i, p) in law.enumerated() where p > 0 {
        next[i + own[0] * width + examples[0]] += p * tails.lower
        next[i + own[1] * width + examples[1]] += p * tails.upper
      }
      law = next
    }
    let needed = ReadoutRule.needed(rule.threshold, of: task.readout.count)
    let learned = ReadoutRule.needed(rule.learned, of: task.training.count)
    var (a, b) = (0.0, 0.0)
    for (i, p) in law.enumerated() where i % width >= learned {
      if i / width >= needed { a += p } else if task.readout.count - i / width >= needed { b += p }
    }
    return ExactOdds(logA: log(a), logB: log(b), uncertainty: 1e-10)
  }
}
