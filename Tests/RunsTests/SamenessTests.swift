import Foundation
import Runs
import Testing

/// Answers with given probabilities, [rows][heads][candidates], in any unit.
private func answers(_ weights: [[[Double]]]) -> Answers {
  Answers(
    heads: weights[0].map(\.count),
    logProbabilities: weights.flatMap { row in
      row.flatMap { head in
        head.map { Float(log($0 / head.reduce(0, +))) }
      }
    })
}

private func value(
  _ measure: some SamenessMeasure, _ first: Answers, _ second: Answers, _ grain: SamenessGrain,
  right: [UInt16]? = nil
) throws -> Double {
  try #require(
    measure.value(of: first, and: second, grain: grain, right: right.map { AnswerKey($0) }).value)
}

private func isNear(_ found: Double, _ expected: Double) -> Bool { abs(found - expected) < 2e-6 }

/// Two rows of two heads, worked out by hand below.
private let one = answers([[[3, 1], [1, 1, 2]], [[1, 3], [2, 1, 1]]])
private let two = answers([[[1, 3], [1, 1, 2]], [[1, 1], [1, 2, 1]]])

/// Four rows of three candidates, and a second head: the example given to the published package.
private let firstHead = [[1.0, 2, 5], [4, 3, 1], [2, 2, 4], [6, 1, 1]]
private let firstHeadOfTwo = [[2.0, 1, 5], [1, 6, 1], [5, 2, 1], [2, 4, 2]]
private let secondHead = [[3.0, 1], [1, 3], [1, 3], [1, 1]]
private let secondHeadOfTwo = [[1.0, 3], [1, 3], [3, 1], [3, 1]]

@Suite struct SamenessTests {
  @Test func hardAgreementByHand() throws {
    // Row 1: 0|2 against 1|2; row 2: 1|0 against 0|1 (the first of equals).
    #expect(try value(HardAgreement(), one, two, .wholeAnswer) == 0)
    #expect(try value(HardAgreement(), one, two, .perDigit) == 0.25)
    #expect(try value(HardAgreement(), one, one, .wholeAnswer) == 1)
  }

  @Test func expectedAgreementByHand() throws {
    // Heads: 6/16 and 6/16; 1/2 and 5/16.
    let digits = 0.375 + 0.375 + 0.5 + 0.3125
    #expect(isNear(try value(ExpectedAgreement(), one, two, .perDigit), digits / 4))
    #expect(
      isNear(
        try value(ExpectedAgreement(), one, two, .wholeAnswer), (0.375 * 0.375 + 0.5 * 0.3125) / 2))
  }

  @Test func totalVariationByHand() throws {
    // Heads: 1/2 and 0; 1/4 and 1/4.
    #expect(isNear(try value(TotalVariation(), one, two, .perDigit), 0.25))
    // Row 1: the second heads are the same, so 1/2. Row 2 in 32nds: 4 2 2 12 6 6 against
    // 4 8 4 4 8 4: (0 + 6 + 2 + 8 + 2 + 2) / 64.
    #expect(isNear(try value(TotalVariation(), one, two, .wholeAnswer), (0.5 + 20.0 / 64) / 2))
  }

  @Test func jensenShannonByHand() throws {
    let entropy = { (p: [Double]) in p.reduce(0) { $0 - $1 * log2($1) } }
    let quarter = entropy([0.25, 0.75])
    let heads = [
      1 - quarter, 0, entropy([0.375, 0.625]) - (quarter + 1) / 2,
      entropy([0.375, 0.375, 0.25]) - 1.5,
    ]
    #expect(isNear(try value(JensenShannon(), one, two, .perDigit), heads.reduce(0, +) / 4))
    let mixed = entropy([8, 10, 6, 16, 14, 10].map { $0 / 64 })
    let whole = (1 - quarter + mixed - (quarter + 1.5 + 1 + 1.5) / 2) / 2
    #expect(isNear(try value(JensenShannon(), one, two, .wholeAnswer), whole))
    let (zero, unit) = (answers([[[1, 0]]]), answers([[[0, 1]]]))
    #expect(try value(JensenShannon(), zero, unit, .perDigit) == 1)
  }

  @Test func errorConsistencyByHand() throws {
    // Right: yes yes no no against yes no yes no: as by chance; then the same errors.
    let certain = { (rows: [Int]) in answers(rows.map { [$0 == 0 ? [1, 0] : [0, 1]] }) }
    let key: [UInt16] = [0, 0, 0, 0]
    let (a, b) = (certain([0, 0, 1, 1]), certain([0, 1, 0, 1]))
    #expect(try value(ErrorConsistency(), a, b, .wholeAnswer, right: key) == 0)
    #expect(try value(ErrorConsistency(), a, a, .wholeAnswer, right: key) == 1)
    #expect(try value(ErrorConsistency(), a, certain([1, 1, 0, 0]), .perDigit, right: key) == -1)
    // Shares 1/2 and 1/4, observed 3/4, expected 1/2.
    let c = certain([0, 1, 1, 1])
    #expect(isNear(try value(ErrorConsistency(), a, c, .wholeAnswer, right: key), 0.5))
    // Per digit: right 1 1 / 1 0 against 0 1 / 0 1; shares 3/4, 1/2; observed 1/4, expected 1/2.
    let key2: [UInt16] = [0, 2, 1, 1]
    #expect(isNear(try value(ErrorConsistency(), one, two, .perDigit, right: key2), -0.5))
  }

  /// Against lm-sim 0.1.1, the package of CAPA's authors (`CAPA().compute_k`, `EC().compute_k`;
  /// numpy 2.4.6, Python 3.11.7, November 2026), whole answers as six candidates; total variation,
  /// Jensen–Shannon and mutual information of the same by numpy.
  @Test func agreesWithThePublishedPackage() throws {
    let a = answers(firstHead.map { [$0] })
    let b = answers(firstHeadOfTwo.map { [$0] })
    let key: [UInt16] = [2, 1, 0, 0]
    #expect(isNear(
      try value(ChanceAdjustedAgreement(), a, b, .wholeAnswer, right: key), -0.07692307692307693))
    #expect(isNear(
      try value(ChanceAdjustedAgreement(), a, b, .perDigit, right: key), -0.07692307692307693))
    #expect(isNear(try value(ErrorConsistency(), a, b, .wholeAnswer, right: key), -0.5))
    let whole = answers(zip(firstHead, secondHead).map { [$0, $1] })
    let other = answers(zip(firstHeadOfTwo, secondHeadOfTwo).map { [$0, $1] })
    let wholeKey: [UInt16] = [2, 0, 1, 1, 0, 1, 0, 0]
    #expect(isNear(
      try value(ChanceAdjustedAgreement(), whole, other, .wholeAnswer, right: wholeKey),
      -0.03154611970732879))
    #expect(isNear(
      try value(ErrorConsistency(), whole, other, .wholeAnswer, right: wholeKey), -0.5))
    #expect(isNear(try value(TotalVariation(), whole, other, .wholeAnswer), 0.4765625))
    #expect(isNear(try value(JensenShannon(), whole, other, .wholeAnswer), 0.21945906435859308))
    #expect(isNear(
      try value(MutualInformation(), whole, other, .wholeAnswer), 0.056608856257746074))
  }

  @Test func chanceAdjustedAgreementByHand() throws {
    // Two certain rows of three candidates: both right, then the same wrong answer. Observed 1,
    // expected 1/4 + 1/4 · 1/2.
    let a = answers([[[1, 0, 0]], [[0, 1, 0]]])
    #expect(try value(ChanceAdjustedAgreement(), a, a, .wholeAnswer, right: [0, 0]) == 1)
    // Then different wrong answers: observed 1/2.
    let b = answers([[[1, 0, 0]], [[0, 0, 1]]])
    #expect(isNear(
      try value(ChanceAdjustedAgreement(), a, b, .wholeAnswer, right: [0, 0]),
      (0.5 - 0.375) / 0.625))
    // Per digit with heads of two and three: a = (3/4 + 1/2 + 3/4 + 1/4)/4,
    // b = (1/4 + 1/2 + 1/2 + 1/2)/4, chance (1 + 1/2)/2.
    let (p, q) = (2.25 / 4, 1.75 / 4)
    let expected = p * q + (1 - p) * (1 - q) * 0.75
    let observed = (0.375 + 0.375 + 0.5 + 0.3125) / 4
    #expect(isNear(
      try value(ChanceAdjustedAgreement(), one, two, .perDigit, right: [0, 2, 1, 1]),
      (observed - expected) / (1 - expected)))
  }

  @Test func mutualInformationByHand() throws {
    let (zero, unit) = ([1.0, 0], [0, 1.0])
    let plain = answers([[zero], [unit], [zero], [unit]])
    let negated = answers([[unit], [zero], [unit], [zero]])
    let constant = answers([[zero], [zero], [zero], [zero]])
    let crossed = answers([[zero], [zero], [unit], [unit]])
    for grain in SamenessGrain.allCases {
      #expect(isNear(try value(MutualInformation(), plain, plain, grain), log(2)))
      #expect(isNear(try value(MutualInformation(), plain, negated, grain), log(2)))
      #expect(try value(MutualInformation(), plain, constant, grain) == 0)
      #expect(try value(MutualInformation(), plain, crossed, grain) == 0)
    }
    // Two heads that repeat each other: the whole answer tells one bit, and so does each digit.
    let double = answers([[zero, zero], [unit, unit]])
    #expect(isNear(try value(MutualInformation(), double, double, .wholeAnswer), log(2)))
    #expect(isNear(try value(MutualInformation(), double, double, .perDigit), log(2)))
  }

  @Test func dBatByHand() throws {
    let term = { (p1: Double, p2: Double) in -log(p1 * (1 - p2) + p2 * (1 - p1) + 1e-7) }
    // Chosen by the earlier model: 0|2 and 1|0.
    let digits = term(0.75, 0.25) + term(0.5, 0.5) + term(0.75, 0.5) + term(0.5, 0.25)
    #expect(isNear(try value(DBatDisagreement(), one, two, .perDigit), digits / 4))
    let whole = term(0.375, 0.125) + term(0.375, 0.125)
    #expect(isNear(try value(DBatDisagreement(), one, two, .wholeAnswer), whole / 2))
    let (zero, unit) = (answers([[[1, 0]]]), answers([[[0, 1]]]))
    #expect(isNear(try value(DBatDisagreement(), zero, zero, .perDigit), -log(1e-7)))
    #expect(abs(try value(DBatDisagreement(), zero, unit, .perDigit)) < 1e-6)
  }

  // MARK: What holds for all

  private static func random(
    _ generator: inout SplitMix, heads: [Int], rows: Int
  ) -> [[[Double]]] {
    (0..<rows).map { _ in
      heads.map { size in
        // Now and then a candidate without probability, and a certain head.
        let weights = (0..<size).map { _ in Double(generator.next() % 6) }
        return weights.reduce(0, +) == 0 ? weights.indices.map { $0 == 0 ? 1 : 0 } : weights
      }
    }
  }

  private static let bounds: [String: ClosedRange<Double>] = [
    "hard-agreement": 0...1, "expected-agreement": 0...1, "total-variation": 0...1,
    "jensen-shannon": 0...1, "error-consistency": -1...1, "capa": -1.0...1,
    "mutual-information": 0...log(6), "d-bat": (-log(1 + 1e-7))...(-log(1e-7)),
  ]

  @Test func boundsAndSymmetry() throws {
    var generator = SplitMix(state: 11)
    #expect(Set(Self.bounds.keys) == Set(SamenessMeasures.all.map(\.name)))
    var compared: [String: Int] = [:]
    for trial in 0..<300 {
      let heads = [[2], [3], [2, 3]][trial % 3]
      let rows = 1 + Int(generator.next() % 5)
      let (a, b) = (
        answers(Self.random(&generator, heads: heads, rows: rows)),
        answers(Self.random(&generator, heads: heads, rows: rows))
      )
      let key = AnswerKey(
        (0..<rows).flatMap { _ in heads.map { UInt16(generator.next() % UInt64($0)) } })
      for measure in SamenessMeasures.all {
        for grain in SamenessGrain.allCases {
          let forward = measure.value(of: a, and: b, grain: grain, right: key)
          let back = measure.value(of: b, and: a, grain: grain, right: key)
          guard let value = forward.value else {
            #expect(measure.needsRightAnswers && back.value == nil)
            continue
          }
          compared[measure.name, default: 0] += 1
          let range = try #require(Self.bounds[measure.name])
          #expect(range.lowerBound - 1e-9 <= value && value <= range.upperBound + 1e-9)
          let other = try #require(back.value)
          // With two candidates D-BAT is symmetric as well.
          if measure.isSymmetric || (heads == [2]) {
            #expect(abs(value - other) < 1e-9)
          }
          // A single head is a whole answer.
          if heads.count == 1 {
            let same = measure.value(
              of: a, and: b, grain: grain == .perDigit ? .wholeAnswer : .perDigit, right: key)
            #expect(abs(value - (same.value ?? .nan)) < 1e-9)
          }
        }
      }
    }
    #expect(compared.values.allSatisfy { $0 > 300 })
  }

  /// A model is as like itself as certain models can be, and its opposite is not.
  @Test func certainModelsStandAtTheEnds() throws {
    let key = AnswerKey([0, 0, 0, 0])
    let a = answers([[[1, 0]], [[0, 1]], [[1, 0]], [[0, 1]]])
    let opposite = answers([[[0, 1]], [[1, 0]], [[0, 1]], [[1, 0]]])
    for measure in SamenessMeasures.all {
      let own = try #require(
        measure.value(of: a, and: a, grain: .wholeAnswer, right: key).value)
      let other = try #require(
        measure.value(of: a, and: opposite, grain: .wholeAnswer, right: key).value)
      // Mutual information alone cannot tell a model from its opposite.
      if measure.name == "mutual-information" {
        #expect(own == other)
      } else {
        #expect(measure.largerIsMoreAlike ? own > other : own < other, "\(measure.name)")
      }
    }
  }

  @Test func whatIsUndefinedSaysWhy() {
    let right = AnswerKey([0])
    let sure = answers([[[1, 0]]])
    let wrong = answers([[[0, 1]]])
    for model in [sure, wrong] {
      for grain in SamenessGrain.allCases {
        guard
          case .undefined(let reason) = ErrorConsistency().value(
            of: model, and: model, grain: grain, right: right)
        else {
          Issue.record("kappa of models that are always right or always wrong")
          return
        }
        #expect(reason.contains("chance alone"))
        #expect(
          ChanceAdjustedAgreement().value(of: model, and: model, grain: grain, right: right).value
            == nil)
      }
    }
    // Always wrong with three candidates: chance would not have them agree.
    let third = answers([[[0, 1, 0]]])
    #expect(
      ChanceAdjustedAgreement().value(of: third, and: third, grain: .perDigit, right: right).value
        == 1)
    let diverged = Answers(heads: [2], logProbabilities: [.nan, -1])
    let nothing = Answers(heads: [2], logProbabilities: [-.infinity, -.infinity])
    let none = Answers(heads: [2], logProbabilities: [])
    for measure in SamenessMeasures.all {
      for (a, b) in [(sure, diverged), (diverged, sure), (nothing, sure), (none, none)] {
        #expect(measure.value(of: a, and: b, grain: .perDigit, right: right).value == nil)
      }
      let given = measure.value(of: sure, and: sure, grain: .perDigit).value != nil
      #expect(given != measure.needsRightAnswers)
    }
  }

  /// Six digits have a million whole answers: what would go through them all says so, the rest do
  /// not need to.
  @Test func longAnswersAreCompared() {
    let heads = Array(repeating: Array(repeating: 1.0, count: 10), count: 6)
    let long = answers([heads, heads])
    let key = AnswerKey(Array(repeating: 0, count: 12))
    for measure in SamenessMeasures.all {
      let whole = measure.value(of: long, and: long, grain: .wholeAnswer, right: key)
      let goesThroughAll = ["total-variation", "jensen-shannon", "mutual-information"]
        .contains(measure.name)
      // The first of equals, 0, is right everywhere, so that error consistency is undefined.
      #expect((whole.value == nil) == (goesThroughAll || measure.name == "error-consistency"))
      if measure.name != "error-consistency" {
        #expect(measure.value(of: long, and: long, grain: .perDigit, right: key).value != nil)
      }
    }
  }

  @Test func everyMeasureIsListedOnce() {
    let names = SamenessMeasures.all.map(\.name)
    #expect(Set(names).count == 8 && names.count == 8)
    #expect(SamenessMeasures.all.allSatisfy { !$0.summary.isEmpty && !$0.summary.contains("\n") })
    #expect(SamenessMeasures.named("capa")?.name == "capa")
    #expect(SamenessMeasures.named("kappa") == nil)
    // What training can press by can be reported.
    #expect(SamenessKind.allCases.allSatisfy { SamenessMeasures.named($0.rawValue) != nil })
  }
}
