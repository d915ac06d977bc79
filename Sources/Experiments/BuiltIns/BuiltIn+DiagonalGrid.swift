extension BuiltIn {
  static let diagonalGrid = BuiltIn(
    name: "diagonal-grid",
    summary: "two coordinates that agree in training (the toy of DivDis): which one is used?",
    settings: """
      # Points of the plane whose two coordinates tell the same class in training and conflict in
      # the diagnostic inputs.
      experiment: diagonal-grid
      task:
        kind: diagonal-grid
        toy: divdis
      learner:
        kind: mlp
        hidden: [16]
        activation: relu
      training:
        optimizer: adam
        rate: 0.01
        steps: 200
      readout:
        learned: 0.98        # examples lie as near to the border as you like
      pressure:
        kind: toward
        strengths: adaptive
      estimators: [direct, dose-response]
      budget: 20000
      seed: 1
      """ + "\n")
}
