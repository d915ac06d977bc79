/// What a block's backward pass needs of its forward pass; the buffers serve step after step.
final class BlockTape {
  let input = Numbers(), inputScales = Numbers()
  let queries = Numbers(), keys = Numbers(), values = Numbers()
  let probabilities = Numbers(), attended = Numbers()
  let middle = Numbers(), middleScales = Numbers()
  let gate = Numbers(), up = Numbers()
  /// (alpha / rank) A x of each group's layers: of each run [rows, layers, rank], from its first row
  /// times the most that any run's rows need.
  let lowRank = AdapterShape.InputGroup.allCases.map { _ in Numbers() }
  /// Rows of the block's result.
  var selection: RowSelection!
}

/// Memory that every block's pass uses afresh.
final class Scratch {
  let normed = Numbers(), chosen = Numbers(), wide = Numbers(), product = Numbers()
  let attention = Numbers()
  let slopesA = Numbers(), slopesB = Numbers(), slopesC = Numbers(), slopesD = Numbers()
  let lowRank = Numbers()
}
