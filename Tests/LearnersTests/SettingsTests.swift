import Documents
import Learners
import Runs
import Testing

@Suite struct SettingsTests {
  private func read(_ text: String) throws -> (any Learner, [Diagnostic], String) {
    let diagnostics = Diagnostics()
    let root = try SettingsReader(
      YAMLDocument.parse(text, file: "e.yaml"), path: "",
      position: SourcePosition(file: "e.yaml", line: 1, column: 1), diagnostics: diagnostics)
    let family = root.section("learner") { LearnerKinds.read($0) }
    let training = root.section("training") { TrainingSettings(reading: $0) }
    root.finish()
    return (family.learner(training: training, pretraining: nil), diagnostics.all, root.resolved.canonicalText)
  }

  @Test func defaults() throws {
    let (learner, diagnostics, text) = try read("")
    let mlp = try #require(learner as? MLPLearner)
    #expect(diagnostics.isEmpty)
    #expect(mlp.settings == MLPSettings())
    #expect(mlp.training == TrainingSettings())
    #expect(
      text == """
        {learner: {kind: "mlp", hidden: [16], activation: "tanh", weights: 1.0, biases: 0.5}, \
        training: {optimizer: "adam", rate: 0.02, steps: 300, batch: "full", beta1: 0.9, \
        beta2: 0.999, epsilon: 1e-08}}
        """)
  }

  @Test func everyKey() throws {
    let (learner, diagnostics, _) = try read(
      """
      learner: {kind: mlp-reference, hidden: [], activation: gelu, weights: 2, biases: 0}
      training: {optimizer: adamw, rate: 0.1, steps: 0, batch: 32, weight-decay: 0.3}
      """)
    let mlp = try #require(learner as? ReferenceMLPLearner)
    #expect(diagnostics.isEmpty)
    #expect(
      mlp.settings == MLPSettings(hidden: [], activation: .gelu, weights: 2, biases: 0))
    #expect(
      mlp.training
        == TrainingSettings(
          optimizer: .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.3), rate: 0.1,
          steps: 0, batch: .rows(32)))
  }

  @Test(arguments: [
    ("training: {batch: half}", "`training.batch` is `half`"),
    ("training: {batch: 0}", "`training.batch` is `0`"),
    ("training: {batch: 016}", "`training.batch` is `016`"),
    ("training: {optimizer: sgd, momentum: 0.9}", "unknown key `momentum` in `training`"),
    ("learner: {hidden: [0]}", "`learner.hidden` is `0`"),
    ("learner: {kind: mpl}", "`learner.kind` is `mpl`"),
  ])
  func mistakes(text: String, problem: String) throws {
    #expect(try read(text).1.map(\.problem) == [problem])
  }

  @Test func kindsHaveNamesOfTheirOwn() {
    let names = LearnerKinds.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(LearnerKinds.all.allSatisfy { !$0.summary.isEmpty })
  }
}
