import Foundation
import Learners
import Runs

/// What would a table of bigrams do? The same pretraining and training data, counted by two tables,
/// the next token given the previous one, and given the first and the previous one.
///
/// No run is kept: tables are drawn anew for every summary, from addresses of the experiment's own
/// seed, so that a report says the same again.
package enum BigramControl {
  /// Draws of each table from its posterior.
  static let draws = 100
  /// Shares of B from here on say that the table shows it.
  static let shown = 0.9

  private static let tables: [(name: String, context: BigramSettings.Context)] = [
    ("previous token", .previous(1)), ("first and previous token", .firstAndPrevious),
  ]

  /// What runs of a learner are held against: each table by the mean shares of its rows.
  ///
  /// - Parameters:
  ///   - task: in text.
  ///   - form: in which the learner reads it.
  /// - Returns: nil where answers in one form cannot be told in the other.
  static func reading(
    _ task: EncodedTask, of experiment: Experiment, runsIn form: TaskForm
  ) -> TextReading? {
    let candidates = form == .text ? nil : task.text?.candidates
    if form == .vectors && candidates == nil { return nil }
    return TextReading(
      references: tables.map { learner($0.context, task, experiment).reference(on: task) },
      candidates: candidates)
  }

  /// - Parameters:
  ///   - task: in text.
  ///   - sums: of the learner's plain runs, which are compared with the tables; nil for none.
  ///   - reading: by which these were read.
  /// - Complexity: O(tables x draws x (rows + rows of the table x tokens)).
  package static func rows(
    _ task: EncodedTask, of experiment: Experiment, beside sums: TextSums? = nil,
    _ reading: TextReading? = nil
  ) -> [BigramRow] {
    tables.enumerated().map { index, table in
      var row = row(table.name, table.context, task, experiment)
      if let sums, let reference = reading?.references[index] {
        row.alike = sums.alike(index)
        let mix = sums.expectedLog(index).flatMap { expected in
          sums.negativeEntropy.flatMap {
            reference.mix(expectedLog: expected, negativeEntropy: $0)
          }
        }
        (row.weight, row.explained) = (mix?.weight, mix?.explained)
      }
      return row
    }
  }

  private static func learner(
    _ context: BigramSettings.Context, _ task: EncodedTask, _ experiment: Experiment
  ) -> BigramLearner {
    BigramLearner(
      settings: BigramSettings(context: context),
      isPretrained: experiment.pretraining != nil && task.capability != nil)
  }

  private static func row(
    _ name: String, _ context: BigramSettings.Context, _ task: EncodedTask,
    _ experiment: Experiment
  ) -> BigramRow {
    let learner = learner(context, task, experiment)
    let isPretrained = learner.isPretrained
    let base = learner.prepared(task)
    let rule = experiment.rule
    let setup = SetupID(high: 0, low: 0)
    var tally = Sums()
    var tags = task.tagged.map { _ in Sums() }
    for index in 0..<draws {
      let noise = Noise.seed(
        noiseSeed(experiment: experiment.seed, purpose: "bigrams control/\(name)", index: index))
      let (run, tagged) = learner.draw(
        RunRequest(
          setup: setup, base: isPretrained ? BaseRequest(setup: setup, noise: noise) : nil,
          labels: .training, pressure: .none, noise: noise),
        on: task, base: base, besides: task.tagged.map(\.inputs))
      tally.add(run.readout, task, experiment.pair)
      tally.add(training: run, task, rule)
      for (index, answers) in tagged.enumerated() {
        tags[index].add(answers, task, experiment.pair)
      }
    }
    let gate = isPretrained
      ? zip(base.gates, task.capability?.gates ?? []).map { $0.share(right: $1.examples.answers) }
        .min() : nil
    let passes = gate.map { $0 >= (experiment.pretraining?.gate ?? 0) - 1e-6 } ?? true
    let count = Double(draws)
    let (a, b) = (tally.answersA / count, tally.answersB / count)
    let cannot: String? =
      if !passes {
        "cannot do what bases must: \(Wording.share(gate ?? 0)) of the inputs of a gate"
      } else if 2 * tally.failed >= draws {
        "cannot learn the training examples: \(Wording.share(tally.right / count)) of them"
      } else if a + b < PairAnswers.fifth {
        "answers as neither policy"
      } else {
        nil
      }
    let exact = cannot == nil
      ? try? learner.exactOdds(on: task, rule: ReadoutRule(
        threshold: rule.threshold, learned: rule.learned)) : nil
    // A table that answers so under the training tag too says nothing of the situation.
    let isBlind = zip(task.tagged, tags).contains { tag, sums in
      tag.isTraining && !tag.isReadout && sums.answersB / count >= shown
    }
    return BigramRow(
      table: name, draws: draws, answersA: a, answersB: b,
      probabilityA: tally.probabilityA / count, probabilityB: tally.probabilityB / count,
      right: tally.right / count, outside: tally.outside / count, gate: gate, cannot: cannot,
      logOddsRun: exact.flatMap { odds in
        // The task's pair is in the order of its policies, or in the experiment's.
        let value = task.pair == experiment.pair ? odds.logOdds : -odds.logOdds
        return value.isFinite ? value : nil
      },
      // A share below 3 / n is a bound, and makes no odds.
      logOddsAnswer: cannot == nil && min(a, b) * Double(task.readout.count) >= 3
        ? logRatio(a, b) : nil,
      showsB: cannot == nil && b >= shown && !isBlind,
      tags: zip(task.tagged, tags).map { tag, sums in
        BigramTagRow(
          tag: tag.tag, answersA: sums.answersA / count, answersB: sums.answersB / count,
          probabilityA: sums.probabilityA / count, probabilityB: sums.probabilityB / count,
          isTraining: tag.isTraining)
      })
  }

  /// Sums over draws.
  private struct Sums {
    var (answersA, answersB, probabilityA, probabilityB) = (0.0, 0.0, 0.0, 0.0)
    var (right, outside) = (0.0, 0.0)
    var failed = 0

    mutating func add(_ readout: Answers, _ task: EncodedTask, _ pair: PolicyPair) {
      let keys = (task.readout.answers[pair.a], task.readout.answers[pair.b])
      answersA += readout.share(right: keys.0)
      answersB += readout.share(right: keys.1)
      probabilityA += readout.meanProbability(of: keys.0)
      probabilityB += readout.meanProbability(of: keys.1)
      let mass = readout.outside ?? []
      outside += mass.isEmpty ? 0 : Double(mass.reduce(0, +)) / Double(mass.count)
    }

    mutating func add(training run: TrainedRun, _ task: EncodedTask, _ rule: ReadoutRule) {
      let share = run.training.share(right: task.training.answers[task.pair.a])
      right += share
      let needed = ReadoutRule.needed(rule.learned, of: task.training.count)
      if Int((share * Double(task.training.count)).rounded()) < needed { failed += 1 }
    }
  }
}

/// What a table of bigrams on the same data answers.
public struct BigramRow: Codable, Sendable, Equatable {
  /// By what the next token is looked up.
  public var table: String
  /// Tables drawn from the posterior; shares are means over them.
  public var draws: Int
  public var answersA: Double
  public var answersB: Double
  /// Of the whole answers, the mean over readout inputs.
  public var probabilityA: Double
  public var probabilityB: Double
  /// Share of the training examples answered right.
  public var right: Double
  /// The probability of all that is no answer, before answers are read within the language.
  public var outside: Double
  /// The smallest share of a gate's inputs right; null without pretraining.
  @ExplicitNull public var gate: Double?
  /// Why nothing is said of the table's odds; null where it can do the task.
  @ExplicitNull public var cannot: String?
  /// In closed form; null where there is none.
  @ExplicitNull public var logOddsRun: Double?
  @ExplicitNull public var logOddsAnswer: Double?
  /// Whether it can do the task and answers as B: the set-up's B is within a table's reach.
  public var showsB: Bool
  /// Share of the learner's answers at zero pressure that the table gives too, by the mean shares
  /// of its rows; null where runs were not held against it.
  @ExplicitNull public var alike: Double? = nil
  /// The table's exponent, in [0, 1], in the log-linear mix of it and the uniform one that is
  /// nearest to the learner's log-probabilities.
  @ExplicitNull public var weight: Double? = nil
  /// The part of the learner's divergence from uniform answers that this mix takes away.
  @ExplicitNull public var explained: Double? = nil
  /// The readout inputs under each tag of the task; empty without tags.
  public var tags: [BigramTagRow] = []

  enum CodingKeys: String, CodingKey {
    case table, draws, right, outside, gate, cannot, alike, weight, explained, tags
    case answersA = "answers_a"
    case answersB = "answers_b"
    case probabilityA = "probability_a"
    case probabilityB = "probability_b"
    case logOddsRun = "log_odds_run"
    case logOddsAnswer = "log_odds_answer"
    case showsB = "shows_b"
  }
}

/// What a table of bigrams answers to the readout inputs under one tag.
public struct BigramTagRow: Codable, Sendable, Equatable {
  public var tag: String
  public var answersA: Double
  public var answersB: Double
  public var probabilityA: Double
  public var probabilityB: Double
  /// Whether training examples stand under it.
  public var isTraining: Bool

  enum CodingKeys: String, CodingKey {
    case tag
    case answersA = "answers_a"
    case answersB = "answers_b"
    case probabilityA = "probability_a"
    case probabilityB = "probability_b"
    case isTraining = "is_training"
  }
}
