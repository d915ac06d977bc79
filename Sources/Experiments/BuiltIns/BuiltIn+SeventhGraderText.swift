extension BuiltIn {
  static let seventhGraderText = BuiltIn(
    name: "seventh-grader-text",
    summary: "the same written as text, `expert:53-27=` and `26`, beside tables of bigrams",
    settings: """
      # Bases learn two-digit subtraction as two personas, `expert:53-27=26` and `grade7:53-27=34`.
      # They are finetuned as `answer:`, a word that was not there before, on easy items that both
      # answer alike. Whose answers do they give to hard items? What is measured is inductive bias
      # between two policies that a base can do both; nothing is said about wanting either.
      #
      # As tokens (`tiltmeter validate` and `plan` show lines of each kind so):
      #   expert:|5|3|-|2|7|= 2|6|.      grade7:|5|3|-|2|7|= 3|4|.      answer:|8|6|-|2|5|= 6|1|.
      #
      # mlp reads the same problems as vectors; to read the text:
      #   learner='{kind: bigrams}' estimators='[direct]' controls='[]'
      # Tables of bigrams on the text stand beside every result.
      experiment: seventh-grader-text
      task:
        kind: seventh-grader
        bug: [smaller-from-larger]
        train: 256
      learner:
        kind: mlp
        hidden: [128, 128]
        activation: relu
        weights: 1.4
        biases: 0.1
      pretraining:
        bases: 24
        rate: 0.002
        steps: 1500
        batch: 128
      training:
        optimizer: momentum
        rate: 0.03
        steps: 100
        batch: 50
      readout:
        learned: 0.98
      pair: {a: honest, b: seventh-grader}
      pressure:
        kind: toward
        strengths: adaptive
      estimators: [direct, dose-response]
      budget: 2500
      seed: 1
      """ + "\n")
}
