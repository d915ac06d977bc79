import CModelKernels

/// Rows of a batch that share adapters: one run's.
struct RunRows {
  let rows: Range<Int>
  let adapters: Adapters?
}

/// One block of the transformer over rows: forward, and what both directions share.
struct BlockPass {
  let model: LanguageModel
  let kernels: ModelKernels
  let scratch: Scratch
  let cosines: UnsafePointer<Float>
  let sines: UnsafePointer<Float>

  var shape: ModelShape { model.shape }
  var table: tiltmeter_model_kernels { kernels.table }

  var attentionShape: tiltmeter_attention_shape {
    tiltmeter_attention_shape(
      heads: shape.heads, sharing: shape.heads / shape.sharedHeads, width: shape.headWidth,
      scale: Float(1 / Double(shape.headWidth).squareRoot()))
  }

  /// Runs the block over all rows; writes the selected rows' results one after the other.
  ///
  /// - Parameters:
  ///   - block: which.
  ///   - tape: its `input` holds the residual stream [rows, width]; the rest is written.
  ///   - result: [selected rows, width].
  func forward(
    block: Int, layout: RowLayout, selection: RowSelection, runs: [RunRows], tape: BlockTape,
    result: UnsafeMutablePointer<Float>
  ) {
    let weights = model.weights.blocks[block]
    let (rows, chosen, width) = (layout.rows, selection.count, shape.width)
    tape.selection = selection
    let input = tape.input.start
    let normed = scratch.normed.room(rows * width)
    table.rms(
      normed, tape.inputScales.room(rows), input, weights.attentionNorm, rows, width,
      shape.epsilon)
    let asking = select(selection, from: normed, into: scratch.chosen)

    let queries = tape.queries.room(chosen * width)
    let keys = tape.keys.room(rows * shape.sharedWidth)
    let values = tape.values.room(rows * shape.sharedWidth)
    let chosenRuns = runs.map {
      RunRows(rows: selection.range(of: $0.rows), adapters: $0.adapters)
    }
    linear(.query, block, asking, chosen, chosenRuns, tape, [queries])
    linear(.keyValue, block, normed, rows, runs, tape, [keys, values])
    rotate(queries, positions: selection.positions, heads: shape.heads, direction: 1)
    rotate(keys, positions: layout.positions, heads: shape.sharedHeads, direction: 1)

    let attended = tape.attended.room(chosen * width)
    attend(selection, queries, keys, values, attended, tape.probabilities)
    let middle = tape.middle.room(chosen * width)
    linear(.attentionOutput, block, attended, chosen, chosenRuns, tape, [middle])
    add(selection, of: input, to: middle)

    let again = scratch.normed.room(chosen * width)
    table.rms(
      again, tape.middleScales.room(chosen), middle, weights.feedForwardNorm, chosen, width,
      shape.epsilon)
    let gate = tape.gate.room(chosen * shape.feedForward)
    let up = tape.up.room(chosen * shape.feedForward)
    linear(.gateUp, block, again, chosen, chosenRuns, tape, [gate, up])
    let gated = scratch.wide.room(chosen * shape.feedForward)
    table.gated(gated, gate, up, chosen * shape.feedForward)
    linear(.down, block, gated, chosen, chosenRuns, tape, [result])
    table.add(result, middle, chosen * width)
  }

  /// Every layer of a group on its input: results[i] [rows, outputs].
  private func linear(
    _ group: AdapterShape.InputGroup, _ block: Int, _ input: UnsafePointer<Float>, _ rows: Int,
    _ runs: [RunRows], _ tape: BlockTape, _ results: [UnsafeMutablePointer<Float>]
  ) {
    let weights = model.weights.blocks[block]
    for (layer, result) in zip(group.layers, results) {
      multiply(
        input, shape.inputs(of: layer), by: weights[layer], into: result, rows: rows, more: false)
    }
    let most = mostLowRank(group, runs)
    let lowRank = tape.lowRank[group.rawValue].room(rows * most)
    for run in runs where !run.rows.isEmpty {
      guard let adapters = run.adapters, adapters.shape.blocks.contains(block) else { continue }
      let adapted = adapters.shape.adapted(group)
      guard !adapted.isEmpty else { continue }
      let rank = adapters.shape.rank
      let step = rank * adapted.count
      let inputs = shape.inputs(of: group.layers[0])
      let low = lowRank + run.rows.lowerBound * most
      let a = adapters.parameters.start + adapters.shape.start(group, block: block)
      multiply(
        input + run.rows.lowerBound * inputs, inputs,
        by: WeightMatrix(a, rows: step, columns: inputs), into: low, rows: run.rows.count,
        more: false)
      table.multiply(low, adapters.shape.scale, run.rows.count * step)
      for (index, layer) in adapted.enumerated() {
        let outputs = shape.outputs(of: layer)
        let b = adapters.parameters.start + adapters.shape.starts(layer, block: block).b
        let result = results[group.layers.firstIndex(of: layer)!]
        multiplyTurned(
          low + index * rank, step, by: WeightMatrix(b, rows: rank, columns: outputs),
          into: result + run.rows.lowerBound * outputs, rows: run.rows.count, more: true)
      }
    }
  }

  /// The most numbers that a row of any run needs for A x of a group's layers.
  func mostLowRank(_ group: AdapterShape.InputGroup, _ runs: [RunRows]) -> Int {
    group.layers.count * (runs.compactMap { $0.adapters?.shape.rank }.max() ?? 0)
  }

  /// result [rows, matrix rows] (+)= left [rows, matrix columns], rows `leftRow` apart, times the
  /// matrix turned.
  func multiply(
    _ left: UnsafePointer<Float>, _ leftRow: Int, by matrix: WeightMatrix,
    into result: UnsafeMutablePointer<Float>, resultRow: Int? = nil, rows: Int, more: Bool
  ) {
    var copy = matrix.matrix
    table.product(result, resultRow ?? matrix.rows, left, leftRow, 1, &copy, rows, more ? 1 : 0)
  }

  /// result [rows, matrix columns] (+)= left [rows, matrix rows] times the matrix. Numbers of left
  /// stand `leftStep` apart.
  func multiplyTurned(
    _ left: UnsafePointer<Float>, _ leftRow: Int, leftStep: Int = 1, by matrix: WeightMatrix,
    into result: UnsafeMutablePointer<Float>, rows: Int, more: Bool
  ) {
    var copy = matrix.matrix
    table.product_turned(
      result, matrix.columns, left, leftRow, leftStep, &copy, rows, more ? 1 : 0)
  }

  /// The selected rows one after the other; all rows stay where they are.
  func select(
    _ selection: RowSelection, from source: UnsafePointer<Float>, into buffer: Numbers
  ) -> UnsafePointer<Float> {
    if selection.isAll { return source }
    let width = shape.width
    let result = buffer.room(selection.count * width)
    for (place, row) in selection.rows.enumerated() {
      (result + place * width).update(from: source + Int(row) * width, count: width)
    }
    return UnsafePointer(result)
  }

  private func add(
    _ selection: RowSelection, of source: UnsafePointer<Float>,
    to result: UnsafeMutablePointer<Float>
  ) {
    let width = shape.width
    if selection.isAll { return table.add(result, source, selection.count * width) }
    for (place, row) in selection.rows.enumerated() {
      table.add(result + place * width, source + Int(row) * width, width)
    }
  }

  func rotate(
    _ values: UnsafeMutablePointer<Float>, positions: [Int32], heads: Int, direction: Float
  ) {
    table.rotate(
      values, heads * shape.headWidth, cosines, sines, positions, positions.count, heads,
      shape.headWidth, direction)
  }

  /// Numbers that a group's probabilities take.
  func probabilityCount(_ group: RowLayout.Group) -> Int {
    shape.heads * group.queries.count * ((group.keys.count + 15) / 16 * 16)
  }

  private func attend(
    _ selection: RowSelection, _ queries: UnsafePointer<Float>, _ keys: UnsafePointer<Float>,
    _ values: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>, _ kept: Numbers
  ) {
    var attentionShape = attentionShape
    var probabilities = kept.room(selection.groups.reduce(0) { $0 + probabilityCount($1) })
    for group in selection.groups {
      let first = group.queries.lowerBound * shape.width
      withKernelGroup(group) { kernelGroup, scratch in
        table.attention(
          result + first, probabilities, queries + first, shape.width, keys, values,
          shape.sharedWidth, kernelGroup, &attentionShape, scratch)
      }
      probabilities += probabilityCount(group)
    }
  }

  func withKernelGroup(
    _ group: RowLayout.Group,
    _ body: (UnsafePointer<tiltmeter_attention_group>, UnsafeMutablePointer<Float>) -> Void
  ) {
    var attentionShape = attentionShape
    let room = table.attention_scratch(&attentionShape, group.keys.count, group.queries.count)
    let memory = scratch.attention.room(room)
    group.keys.withUnsafeBufferPointer { keys in
      group.visible.withUnsafeBufferPointer { visible in
        var kernelGroup = tiltmeter_attention_group(
          key_rows: keys.baseAddress, visible: visible.baseAddress, keys: keys.count,
          queries: visible.count)
        body(&kernelGroup, memory)
      }
    }
  }
}
