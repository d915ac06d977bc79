import Foundation

/// What is kept of a run beside its answers, where its task is text or can be written as text.
public struct TextReadout: Hashable, Sendable {
  /// Means over readout inputs of the probability of the whole answer of A, and of B; not a number
  /// where training diverged.
  public let probabilityA: Float
  public let probabilityB: Float
  /// The mean over readout inputs of the probability of all that is no answer; nil where answers
  /// were read as classes, which leave nothing else.
  public let outside: Float?
  /// Among which tokens answers were read; nil for classes.
  public let reading: WholeAnswers.Reading?
  /// The share right of inputs of the training examples' kind that were not trained on; nil where
  /// there are none.
  public let unseen: Float?
  /// The mean over readout inputs of minus the entropy of the answers, in nats.
  public let negativeEntropy: Float
  /// By reference model, in the order of the reading.
  public let references: [ReferenceLikeness]

  /// A model that puts more than this share of its probability on what is no answer has not learned
  /// the task, where all tokens are read.
  public static let mostOutside: Float = 0.5

  public init(
    probabilityA: Float, probabilityB: Float, outside: Float?, reading: WholeAnswers.Reading?,
    unseen: Float?, negativeEntropy: Float, references: [ReferenceLikeness]
  ) {
    self.probabilityA = probabilityA
    self.probabilityB = probabilityB
    self.outside = outside
    self.reading = reading
    self.unseen = unseen
    self.negativeEntropy = negativeEntropy
    self.references = references
  }

  /// By how much less than `mostOutside` lies outside the language, where that counts: negative
  /// exactly for runs that mostly write something else; infinity where nothing is outside.
  var roomOutside: Float {
    guard reading == .all, let outside else { return .infinity }
    // A training that diverged puts no known share anywhere.
    return outside.isNaN ? -.infinity : Self.mostOutside - outside
  }

  /// Whether it mostly writes what is no answer, and so has not learned the task.
  package var isMostlyOutside: Bool { roomOutside <= 0 }

  /// The same where the policies of the pair are exchanged.
  package var exchanged: TextReadout {
    TextReadout(
      probabilityA: probabilityB, probabilityB: probabilityA, outside: outside, reading: reading,
      unseen: unseen, negativeEntropy: negativeEntropy, references: references)
  }
}

/// How like a reference model a run answers the readout inputs.
public struct ReferenceLikeness: Hashable, Sendable {
  /// The share of inputs to which both give the same answer.
  public let alike: Float
  /// The mean over inputs of the expectation, under the run's answers, of the logarithm of the
  /// reference's probability, in nats.
  public let expectedLog: Float

  public init(alike: Float, expectedLog: Float) {
    self.alike = alike
    self.expectedLog = expectedLog
  }
}

/// How the runs of a task that can be written as text are held against reference models.
public struct TextReading: Sendable {
  public let references: [ReferenceAnswers]
  /// [answers of the language, heads]: the answers as candidates of the heads that the runs have;
  /// nil where runs answer in the language itself.
  public let candidates: AnswerKey?

  public init(references: [ReferenceAnswers], candidates: AnswerKey?) {
    self.references = references
    self.candidates = candidates
  }
}

extension TextReadout {
  /// Reads a trained run.
  ///
  /// - Parameter task: as the run saw it.
  /// - Complexity: O(readout inputs x answers x (heads + references)).
  public init(_ run: TrainedRun, task: EncodedTask, reading: TextReading) {
    let (answers, inputs) = (run.readout, task.readout.count)
    let heads = answers.heads
    let width = answers.heads.reduce(0, +)
    let size = reading.candidates.map { $0.values.count / heads.count } ?? width
    // Where an answer's candidates stand in a row, head after head.
    let places: [Int] = (0..<size).flatMap { answer -> [Int] in
      guard let key = reading.candidates else { return [answer] }
      var offset = 0
      return heads.indices.map { head in
        defer { offset += heads[head] }
        return offset + Int(key.values[answer * heads.count + head])
      }
    }
    let perAnswer = max(1, places.count / max(1, size))
    let chosen = answers.chosen.values
    var entropy = 0.0
    var sums = reading.references.map { _ in (alike: 0, log: 0.0) }
    var weights = [Double](repeating: 0, count: size)
    for row in 0..<inputs {
      var total = 0.0
      for answer in 0..<size {
        var log = 0.0
        for place in places[answer * perAnswer..<(answer + 1) * perAnswer] {
          log += Double(answers.logProbabilities[row * width + place])
        }
        weights[answer] = exp(log)
        total += weights[answer]
      }
      for answer in 0..<size {
        weights[answer] /= total
        if weights[answer] > 0 { entropy += weights[answer] * log(weights[answer]) }
        if weights[answer].isNaN { entropy = .nan }
      }
      for (index, reference) in reading.references.enumerated() {
        let logs = reference.logProbabilities[reference.kinds[row]]
        sums[index].log += zip(weights, logs).reduce(0) { $0 + $1.0 * $1.1 }
        let answer = reference.chosen[reference.kinds[row]]
        let same = reading.candidates.map { key in
          key.values[answer * heads.count..<(answer + 1) * heads.count]
            .elementsEqual(chosen[row * heads.count..<(row + 1) * heads.count])
        } ?? (chosen[row] == UInt16(answer))
        if same { sums[index].alike += 1 }
      }
    }
    let count = Double(max(1, inputs))
    let outside = answers.outside.map { mass in
      Float(mass.reduce(0) { $0 + Double($1) } / count).canonical
    }
    self.init(
      probabilityA: Float(answers.meanProbability(of: task.readout.answers[task.pair.a])).canonical,
      probabilityB: Float(answers.meanProbability(of: task.readout.answers[task.pair.b])).canonical,
      outside: outside, reading: outside == nil ? nil : answers.reading,
      unseen: run.agreeing.flatMap { given in
        task.agreeing.map { Float(given.share(right: $0.answers[task.pair.a])) }
      },
      negativeEntropy: Float(entropy / count).canonical,
      references: sums.map {
        ReferenceLikeness(
          alike: Float(Double($0.alike) / count), expectedLog: Float($0.log / count).canonical)
      })
  }
}

extension Float {
  /// One NaN for all, so that equal runs have equal bytes.
  fileprivate var canonical: Float { isNaN ? .nan : self }
}
