import CModelKernels

extension BlockPass {
  /// The way back through the block: gradients of every run's adapters, and slopes by its input.
  ///
  /// - Parameters:
  ///   - tape: as `forward` left it; gate and up are overwritten.
  ///   - slopes: by the block's result, [selected rows, width]; overwritten.
  ///   - inputSlopes: by its input, [rows, width], written; nil where nothing below is trained.
  func backward(
    block: Int, layout: RowLayout, runs: [RunRows], tape: BlockTape,
    slopes: UnsafeMutablePointer<Float>, inputSlopes: UnsafeMutablePointer<Float>?
  ) {
    let weights = model.weights.blocks[block]
    let selection = tape.selection!
    let (rows, chosen, width) = (layout.rows, selection.count, shape.width)
    let wide = chosen * shape.feedForward
    let chosenRuns = runs.map {
      RunRows(rows: selection.range(of: $0.rows), adapters: $0.adapters)
    }

    // Feed-forward.
    let gated = scratch.wide.room(wide)
    table.gated(gated, tape.gate.start, tape.up.start, wide)
    let gatedSlopes = scratch.slopesA.room(wide)
    linearBackward(
      .down, block, input: gated, chosen, chosenRuns, tape, slopes: [slopes],
      inputSlopes: gatedSlopes)
    table.gated_backward(tape.gate.start, tape.up.start, gatedSlopes, wide)
    let normed = scratch.normed.room(max(rows, chosen) * width)
    table.rms_again(
      normed, tape.middleScales.start, tape.middle.start, weights.feedForwardNorm, chosen, width)
    let normedSlopes = scratch.slopesB.room(rows * width)
    linearBackward(
      .gateUp, block, input: normed, chosen, chosenRuns, tape,
      slopes: [tape.gate.start, tape.up.start], inputSlopes: normedSlopes)
    table.rms_backward(
      slopes, normedSlopes, tape.middleScales.start, tape.middle.start, weights.feedForwardNorm,
      chosen, width)

    // Attention.
    let attendedSlopes = scratch.slopesA.room(max(wide, rows * width))
    linearBackward(
      .attentionOutput, block, input: tape.attended.start, chosen, chosenRuns, tape,
      slopes: [slopes], inputSlopes: attendedSlopes)
    let querySlopes = scratch.slopesC.room(chosen * width)
    let shared = rows * shape.sharedWidth
    let keySlopes = scratch.slopesD.room(2 * shared)
    let valueSlopes = keySlopes + shared
    keySlopes.update(repeating: 0, count: 2 * shared)
    attendBackward(selection, tape, attendedSlopes, querySlopes, keySlopes, valueSlopes)
    rotate(querySlopes, positions: selection.positions, heads: shape.heads, direction: -1)
    rotate(keySlopes, positions: layout.positions, heads: shape.sharedHeads, direction: -1)

    table.rms_again(
      normed, tape.inputScales.start, tape.input.start, weights.attentionNorm, rows, width)
    let needed = inputSlopes != nil
    let queryInputSlopes = attendedSlopes
    linearBackward(
      .keyValue, block, input: normed, rows, runs, tape, slopes: [keySlopes, valueSlopes],
      inputSlopes: needed ? normedSlopes : nil)
    linearBackward(
      .query, block, input: select(selection, from: normed, into: scratch.chosen), chosen,
      chosenRuns, tape, slopes: [querySlopes], inputSlopes: needed ? queryInputSlopes : nil)
    guard let inputSlopes else { return }
    scatter(selection, queryInputSlopes, addingTo: normedSlopes)
    inputSlopes.update(repeating: 0, count: rows * width)
    scatter(selection, slopes, addingTo: inputSlopes)
    table.rms_backward(
      inputSlopes, normedSlopes, tape.inputScales.start, tape.input.start,
      weights.attentionNorm, rows, width)
  }

  /// Adds the selected rows to where they came from.
  private func scatter(
    _ selection: RowSelection, _ source: UnsafePointer<Float>,
    addingTo result: UnsafeMutablePointer<Float>
  ) {
    let width = shape.width
    if selection.isAll { return table.add(result, source, selection.count * width) }
    for (place, row) in selection.rows.enumerated() {
      table.add(result + Int(row) * width, source + place * width, width)
    }
  }

  private func attendBackward(
    _ selection: RowSelection, _ tape: BlockTape, _ slopes: UnsafePointer<Float>,
    _ querySlopes: UnsafeMutablePointer<Float>, _ keySlopes: UnsafeMutablePointer<Float>,
    _ valueSlopes: UnsafeMutablePointer<Float>
  ) {
    var attentionShape = attentionShape
    var probabilities = UnsafePointer(tape.probabilities.start)
    for group in selection.groups {
      let first = group.queries.lowerBound * shape.width
      withKernelGroup(group) { kernelGroup, scratch in
        table.attention_backward(
          querySlopes + first, keySlopes, valueSlopes, slopes + first, probabilities,
          tape.queries.start + first, shape.width, tape.keys.start, tape.values.start,
          shape.sharedWidth, kernelGroup, &attentionShape, scratch)
      }
      probabilities += probabilityCount(group)
    }
  }

  /// With g the slopes of a layer, u = (alpha / rank) A x its tape, du = (alpha / rank) g B:
  /// dB = g u, dA = du x, dx = g W + du A, over each run's rows.
  private func linearBackward(
    _ group: AdapterShape.InputGroup, _ block: Int, input: UnsafePointer<Float>, _ rows: Int,
    _ runs: [RunRows], _ tape: BlockTape, slopes: [UnsafeMutablePointer<Float>],
    inputSlopes: UnsafeMutablePointer<Float>?
  ) {
    let weights = model.weights.blocks[block]
    let inputs = shape.inputs(of: group.layers[0])
    if let inputSlopes {
      for (index, layer) in group.layers.enumerated() {
        multiplyTurned(
          slopes[index], shape.outputs(of: layer), by: weights[layer], into: inputSlopes,
          rows: rows, more: index > 0)
      }
    }
    for run in runs where !run.rows.isEmpty {
      guard let adapters = run.adapters, adapters.shape.blocks.contains(block) else { continue }
      let adapted = adapters.shape.adapted(group)
      guard !adapted.isEmpty else { continue }
      let (count, first) = (run.rows.count, run.rows.lowerBound)
      let rank = adapters.shape.rank
      let step = rank * adapted.count
      let low = tape.lowRank[group.rawValue].start + first * mostLowRank(group, runs)
      let lowSlopes = scratch.lowRank.room(count * step)
      for (index, layer) in adapted.enumerated() {
        let outputs = shape.outputs(of: layer)
        let place = adapters.shape.starts(layer, block: block).b
        let own = slopes[group.layers.firstIndex(of: layer)!] + first * outputs
        multiplyTurned(
          low + index * rank, 1, leftStep: step,
          by: WeightMatrix(own, rows: count, columns: outputs),
          into: adapters.gradient.start + place, rows: rank, more: false)
        multiply(
          own, outputs,
          by: WeightMatrix(adapters.parameters.start + place, rows: rank, columns: outputs),
          into: lowSlopes + index * rank, resultRow: step, rows: count, more: false)
      }
      table.multiply(lowSlopes, adapters.shape.scale, count * step)
      let start = adapters.shape.start(group, block: block)
      let ownInput = input + first * inputs
      multiplyTurned(
        lowSlopes, 1, leftStep: step, by: WeightMatrix(ownInput, rows: count, columns: inputs),
        into: adapters.gradient.start + start, rows: step, more: false)
      if let inputSlopes {
        multiplyTurned(
          lowSlopes, step,
          by: WeightMatrix(adapters.parameters.start + start, rows: step, columns: inputs),
          into: inputSlopes + first * inputs, rows: count, more: true)
      }
    }
  }
}
