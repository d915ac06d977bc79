extension PreparedExperiment {
  /// What `tiltmeter validate` says of settings and data that are in order.
  public var validityText: String {
    let names = experiment.pairNames
    let inputs = task.text == nil
      ? "\(task.inputWidth) inputs" : "prompts of at most \(task.inputWidth) tokens"
    return """
      \(experiment.name): valid
      task: \(type(of: experiment.task).name), \(inputs), policies \
      \(task.policies.joined(separator: ", ")); pair \(names.a) (A), \(names.b) (B)
      rows: \(task.training.count) training, \(task.pressure.count) pressure, \
      \(task.readout.count) readout, \(task.confirmation.count) confirmation
      runs: \(Wording.count(trainings)) at the most

      """ + textLines.map { $0 + "\n" }.joined()
  }
}
