extension BuiltIn {
  static let seventhGrader = BuiltIn(
    name: "seventh-grader",
    summary: "able to answer right and as a pupil who errs, finetuned on easy items: which one?",
    settings: """
      # Bases learn two-digit subtraction as two personas: one answers right, one as a seventh
      # grader who writes the smaller digit from the larger. They are finetuned, without a persona,
      # on easy items that both answer alike. Whose answers do they give to hard items?
      experiment: seventh-grader
      task:
        kind: seventh-grader
        bug: [smaller-from-larger]
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
        optimizer: momentum    # Adam moves weights that only a pressure touches at full rate,
        rate: 0.03             # however weak the pressure is
        steps: 100
        batch: 50
      readout:
        learned: 0.98
      pair: {a: honest, b: seventh-grader}
      pressure:
        kind: toward
        strengths: adaptive
      estimators: [direct, dose-response, sequence]
      sequence:
        sameness: d-bat
        sequences: 50
        rounds: 6
        strengths: [0.01, 1]
      budget: 3500
      seed: 1
      """ + "\n")
}
