extension BuiltIn {
  static let slab = BuiltIn(
    name: "slab",
    summary: "simple or complex feature: a linear one against slabs (Shah et al. 2020)",
    settings: """
      # Two features predict the label perfectly: one by a straight line, one only by slabs. On the
      # diagnostic inputs they disagree. Which one does the net rest on?
      experiment: slab
      task:
        kind: slab
        slabs: 3
        dimensions: 2
        slab-scale: 8        # the slab coordinate stretched: a larger scale, an easier slab
        train: 100
      learner:
        kind: mlp
        hidden: [4, 4]
        activation: tanh
        weights: 1.5
      training:
        optimizer: adam
        rate: 0.02
        steps: 300
      pair: {a: linear, b: slab}
      pressure:
        kind: toward
        strengths: adaptive
      estimators: [splitting, direct, dose-response]
      budget: 60000
      seed: 1
      """ + "\n")
}
