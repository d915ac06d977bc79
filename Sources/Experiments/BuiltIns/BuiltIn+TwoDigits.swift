extension BuiltIn {
  static let twoDigits = BuiltIn(
    name: "two-digits",
    summary: "two handwritten digits side by side: is the left one read, or the right one?",
    settings: """
      # Two handwritten digits side by side (UCI, 8 x 8). In training the left pair of classes and
      # the right pair always agree; in the diagnostic inputs they conflict. Which one is read?
      experiment: two-digits
      task:
        kind: two-digits
        left: [0, 1]
        right: [3, 8]
      learner:
        kind: mlp
        hidden: [8]
        activation: relu
        weights: 2.0
      training:
        optimizer: adam
        rate: 0.01
        steps: 100
      readout:
        threshold: 0.8
      pair: {a: left, b: right}
      pressure:
        kind: toward
        strengths: adaptive
      estimators: [direct, dose-response, sequence]
      sequence:
        sameness: d-bat
        sequences: 100
        rounds: 4
        strengths: [0.1]
      budget: 20000
      seed: 1
      """ + "\n")
}
