import Estimation
import Runs

extension BooleanFunction {
  /// The function that a trained run computes, where the pools of its task together hold every
  /// input in {0, 1}^n.
  ///
  /// - Returns: nil where some input is in no pool, a row is none of {0, 1}^n, or the run carries
  ///   no answers to a pool that is needed.
  /// - Complexity: O(2^n x n).
  public init?(_ run: TrainedRun, task: EncodedTask) {
    let width = task.inputWidth
    guard (1...7).contains(width), task.heads == [2] else { return nil }
    self.init(bits: width)
    var seen = Set<Int>()
    let read = [
      (task.training, run.training), (task.readout, run.readout),
      (task.confirmation, run.confirmation),
    ]
    for (pool, answers) in read + (run.pressure.map { [(task.pressure, $0)] } ?? []) {
      for (row, answer) in answers.chosen.values.enumerated() {
        var x = 0
        for value in pool.inputs.row(row) {
          guard value == 0 || value == 1 else { return nil }
          x = 2 * x + Int(value)
        }
        // NaN is no answer: neither class was chosen.
        guard answer < 2 else { return nil }
        self[x] = answer == 1
        seen.insert(x)
      }
    }
    if seen.count < inputs { return nil }
  }
}
