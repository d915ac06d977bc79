import Foundation

/// The same model in double precision, loop by loop: slow, clear, and what the kernels are held to.
package struct ReferenceModel {
  let model: LanguageModel
  private var shape: ModelShape { model.shape }

  package init(_ model: LanguageModel) { self.model = model }

  /// What a block's way back needs.
  private struct Kept {
    var input, normed, queries, keys, values: DoubleRows
    /// Of each head [positions, positions].
    var probabilities: [DoubleRows]
    var attended, middle, middleNormed, gate, up, gated: DoubleRows
  }

  /// Log-probabilities [positions, vocabulary] of what follows each token.
  package func logProbabilities(_ tokens: [Int32], _ adapters: ReferenceAdapters?) -> [[Double]] {
    var stream = embed(tokens)
    for block in 0..<shape.blocks { stream = forward(block, stream, adapters).result }
    return logProbabilities(stream)
  }

  /// The mean of minus the log-probability of the token after each place.
  package func loss(
    _ items: [(tokens: [Int32], places: [Int])], _ adapters: ReferenceAdapters
  ) -> Double {
    let count = Double(items.reduce(0) { $0 + $1.places.count })
    return -items.reduce(0.0) { sum, item in
      let found = logProbabilities(item.tokens, adapters)
      return item.places.reduce(sum) { $0 + found[$1][Int(item.tokens[$1 + 1])] }
    } / count
  }

  /// The loss and its gradient by the adapters.
  package func gradient(
    _ items: [(tokens: [Int32], places: [Int])], _ adapters: ReferenceAdapters
  ) -> (loss: Double, gradient: ReferenceAdapters) {
    let count = Double(items.reduce(0) { $0 + $1.places.count })
    var gradient = adapters.zeros()
    var loss = 0.0
    for item in items {
      var stream = embed(item.tokens)
      var kept: [Kept] = []
      for block in 0..<shape.blocks {
        let step = forward(block, stream, adapters)
        kept.append(step.kept)
        stream = step.result
      }
      let found = logProbabilities(stream)
      var logitSlopes = DoubleRows(item.tokens.count, shape.vocabulary)
      for place in item.places {
        let answer = Int(item.tokens[place + 1])
        loss -= found[place][answer] / count
        for token in 0..<shape.vocabulary {
          logitSlopes[place, token] += (exp(found[place][token]) - (token == answer ? 1 : 0)) / count
        }
      }
      var slopes = normBackward(
        timesWeights(logitSlopes, model.weights.output), stream, model.weights.outputNorm)
      for block in (0..<shape.blocks).reversed() {
        slopes = backward(block, slopes, kept[block], adapters, &gradient)
      }
    }
    return (loss, gradient)
  }

  private func embed(_ tokens: [Int32]) -> DoubleRows {
    var result = DoubleRows(tokens.count, shape.width)
    result.values = tokens.flatMap {
      model.weights.embedding.values(row: Int($0)).map(Double.init)
    }
    return result
  }

  private func logProbabilities(_ stream: DoubleRows) -> [[Double]] {
    let logits = timesTurnedWeights(norm(stream, model.weights.outputNorm), model.weights.output)
    return (0..<logits.rows).map { row in
      let own = logits.values[(row * logits.columns)..<((row + 1) * logits.columns)]
      let top = own.max()!
      let all = top + log(own.reduce(0) { $0 + exp($1 - top) })
      return own.map { $0 - all }
    }
  }

  // MARK: Forward

  private func forward(
    _ block: Int, _ input: DoubleRows, _ adapters: ReferenceAdapters?
  ) -> (result: DoubleRows, kept: Kept) {
    let weights = model.weights.blocks[block]
    let normed = norm(input, weights.attentionNorm)
    let queries = turned(linear(.query, block, normed, adapters), heads: shape.heads, by: 1)
    let keys = turned(linear(.key, block, normed, adapters), heads: shape.sharedHeads, by: 1)
    let values = linear(.value, block, normed, adapters)
    var attended = DoubleRows(input.rows, shape.width)
    var probabilities: [DoubleRows] = []
    for head in 0..<shape.heads {
      let p = softmax(own(queries, head).timesTurned(shared(keys, head)) * scoreScale)
      attended.add(p.times(shared(values, head)), fromColumn: head * shape.headWidth)
      probabilities.append(p)
    }
    let middle = input + linear(.attentionOutput, block, attended, adapters)
    let middleNormed = norm(middle, weights.feedForwardNorm)
    let gate = linear(.gate, block, middleNormed, adapters)
    let up = linear(.up, block, middleNormed, adapters)
    var gated = gate
    for i in gated.values.indices {
      gated.values[i] = gate.values[i] / (1 + exp(-gate.values[i])) * up.values[i]
    }
    let kept = Kept(
      input: input, normed: normed, queries: queries, keys: keys, values: values,
      probabilities: probabilities, attended: attended, middle: middle,
      middleNormed: middleNormed, gate: gate, up: up, gated: gated)
    return (middle + linear(.down, block, gated, adapters), kept)
  }

  private var scoreScale: Double { 1 / Double(shape.headWidth).squareRoot() }

  private func own(_ rows: DoubleRows, _ head: Int) -> DoubleRows {
    rows.columns((head * shape.headWidth)..<((head + 1) * shape.headWidth))
  }

  private func shared(_ rows: DoubleRows, _ head: Int) -> DoubleRows {
    own(rows, head / (shape.heads / shape.sharedHeads))
  }

  /// Position i sees positions up to i.
  private func softmax(_ scores: DoubleRows) -> DoubleRows {
    var result = DoubleRows(scores.rows, scores.columns)
    for i in 0..<scores.rows {
      let top = (0...i).map { scores[i, $0] }.max()!
      let sum = (0...i).reduce(0.0) { $0 + exp(scores[i, $1] - top) }
      for j in 0...i { result[i, j] = exp(scores[i, j] - top) / sum }
    }
    return result
  }

  private func norm(_ x: DoubleRows, _ weight: [Float]) -> DoubleRows {
    var result = x
    for i in 0..<x.rows {
      let c = normScale(x, i)
      for k in 0..<x.columns { result[i, k] = x[i, k] * c * Double(weight[k]) }
    }
    return result
  }

  private func normScale(_ x: DoubleRows, _ row: Int) -> Double {
    let mean = (0..<x.columns).reduce(0.0) { $0 + x[row, $1] * x[row, $1] } / Double(x.columns)
    return 1 / (mean + Double(shape.epsilon)).squareRoot()
  }

  /// Neighbours turn by position base^(-2j / width), or back.
  private func turned(_ x: DoubleRows, heads: Int, by direction: Double) -> DoubleRows {
    var result = x
    let width = shape.headWidth
    for position in 0..<x.rows {
      for head in 0..<heads {
        for pair in 0..<(width / 2) {
          let angle = direction * Double(position)
            * pow(shape.rotaryBase, -2 * Double(pair) / Double(width))
          let first = head * width + 2 * pair
          let (even, odd) = (x[position, first], x[position, first + 1])
          result[position, first] = even * cos(angle) - odd * sin(angle)
          result[position, first + 1] = even * sin(angle) + odd * cos(angle)
        }
      }
    }
    return result
  }

  private func linear(
    _ layer: LinearLayer, _ block: Int, _ x: DoubleRows, _ adapters: ReferenceAdapters?
  ) -> DoubleRows {
    let result = timesTurnedWeights(x, model.weights.blocks[block][layer])
    guard let adapters, let a = adapters.a(block, layer), let b = adapters.turnedB(block, layer)
    else { return result }
    return result + x.timesTurned(a).times(b) * adapters.scale
  }

  /// x [n, columns] times the weights turned: [n, rows].
  private func timesTurnedWeights(_ x: DoubleRows, _ weights: WeightMatrix) -> DoubleRows {
    var result = DoubleRows(x.rows, weights.rows)
    for output in 0..<weights.rows {
      let row = weights.values(row: output)
      for i in 0..<x.rows {
        var sum = 0.0
        for k in 0..<x.columns { sum += x[i, k] * Double(row[k]) }
        result[i, output] = sum
      }
    }
    return result
  }

  /// g [n, rows] times the weights: [n, columns].
  private func timesWeights(_ g: DoubleRows, _ weights: WeightMatrix) -> DoubleRows {
    var result = DoubleRows(g.rows, weights.columns)
    for output in 0..<weights.rows {
      let row = weights.values(row: output)
      for i in 0..<g.rows where g[i, output] != 0 {
        for k in 0..<weights.columns { result[i, k] += g[i, output] * Double(row[k]) }
      }
    }
    return result
  }

  // MARK: Backward

  private func backward(
    _ block: Int, _ slopes: DoubleRows, _ kept: Kept, _ adapters: ReferenceAdapters,
    _ gradient: inout ReferenceAdapters
  ) -> DoubleRows {
    let weights = model.weights.blocks[block]
    let gatedSlopes = linearBackward(.down, block, slopes, kept.gated, adapters, &gradient)
    var gateSlopes = gatedSlopes, upSlopes = gatedSlopes
    for i in gatedSlopes.values.indices {
      let (g, x) = (gatedSlopes.values[i], kept.gate.values[i])
      let s = 1 / (1 + exp(-x))
      gateSlopes.values[i] = g * kept.up.values[i] * s * (1 + x * (1 - s))
      upSlopes.values[i] = g * x * s
    }
    let fed = linearBackward(.gate, block, gateSlopes, kept.middleNormed, adapters, &gradient)
      + linearBackward(.up, block, upSlopes, kept.middleNormed, adapters, &gradient)
    let middle = slopes + normBackward(fed, kept.middle, weights.feedForwardNorm)

    let attended = linearBackward(
      .attentionOutput, block, middle, kept.attended, adapters, &gradient)
    var queries = DoubleRows(slopes.rows, shape.width)
    var keys = DoubleRows(slopes.rows, shape.sharedWidth)
    var values = keys
    for head in 0..<shape.heads {
      let p = kept.probabilities[head]
      let first = head / (shape.heads / shape.sharedHeads) * shape.headWidth
      let g = own(attended, head)
      let byWeight = g.timesTurned(shared(kept.values, head))
      var scores = p
      for i in 0..<p.rows {
        let mean = (0...i).reduce(0.0) { $0 + p[i, $1] * byWeight[i, $1] }
        for j in 0..<p.columns { scores[i, j] = p[i, j] * (byWeight[i, j] - mean) * scoreScale }
      }
      queries.add(scores.times(shared(kept.keys, head)), fromColumn: head * shape.headWidth)
      keys.add(scores.turned.times(own(kept.queries, head)), fromColumn: first)
      values.add(p.turned.times(g), fromColumn: first)
    }
    let byQueries = linearBackward(
      .query, block, turned(queries, heads: shape.heads, by: -1), kept.normed, adapters,
      &gradient)
    let byKeys = linearBackward(
      .key, block, turned(keys, heads: shape.sharedHeads, by: -1), kept.normed, adapters,
      &gradient)
    let byValues = linearBackward(.value, block, values, kept.normed, adapters, &gradient)
    return middle
      + normBackward(byQueries + byKeys + byValues, kept.input, weights.attentionNorm)
  }

  /// c w g - x c^3 mean(x w g).
  private func normBackward(_ g: DoubleRows, _ x: DoubleRows, _ weight: [Float]) -> DoubleRows {
    var result = g
    for i in 0..<x.rows {
      let c = normScale(x, i)
      let mean = (0..<x.columns).reduce(0.0) { $0 + x[i, $1] * Double(weight[$1]) * g[i, $1] }
        / Double(x.columns)
      for k in 0..<x.columns {
        result[i, k] = c * Double(weight[k]) * g[i, k] - x[i, k] * c * c * c * mean
      }
    }
    return result
  }

  private func linearBackward(
    _ layer: LinearLayer, _ block: Int, _ g: DoubleRows, _ x: DoubleRows,
    _ adapters: ReferenceAdapters, _ gradient: inout ReferenceAdapters
  ) -> DoubleRows {
    let result = timesWeights(g, model.weights.blocks[block][layer])
    guard let a = adapters.a(block, layer), let b = adapters.turnedB(block, layer) else {
      return result
    }
    let low = x.timesTurned(a) * adapters.scale
    let lowSlopes = g.timesTurned(b) * adapters.scale
    add(lowSlopes.turned.times(x), to: &gradient.pairs[block]![layer]!.a)
    add(low.turned.times(g), to: &gradient.pairs[block]![layer]!.turnedB)
    return result + lowSlopes.times(a)
  }

  private func add(_ rows: DoubleRows, to values: inout [Double]) {
    for i in values.indices { values[i] += rows.values[i] }
  }
}
