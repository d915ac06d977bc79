import CModelKernels

/// Runs rows through blocks, from the embedding or from what a cache holds; one thread's memory.
final class BlockStack {
  let model: LanguageModel
  let kernels: ModelKernels
  private let scratch = Scratch()
  private var rotary: RotaryTable
  private var rotaryPositions: Int
  private let passing = [BlockTape(), BlockTape()]
  private let last = Numbers()

  init(_ model: LanguageModel, _ kernels: ModelKernels) {
    self.model = model
    self.kernels = kernels
    rotaryPositions = 64
    rotary = RotaryTable(model.shape, positions: rotaryPositions)
  }

  /// Rows that go through a block together where nothing is kept.
  static let batchRows = 480

  func withBlockPass(positions: [Int32], _ body: (BlockPass) -> Void) {
    let needed = Int(positions.max() ?? 0) + 1
    if needed > rotaryPositions {
      rotaryPositions = max(needed, 2 * rotaryPositions)
      rotary = RotaryTable(model.shape, positions: rotaryPositions)
    }
    rotary.cosines.withUnsafeBufferPointer { cosines in
      rotary.sines.withUnsafeBufferPointer { sines in
        body(
          BlockPass(
            model: model, kernels: kernels, scratch: scratch, cosines: cosines.baseAddress!,
            sines: sines.baseAddress!))
      }
    }
  }

  /// The tokens' embeddings, [rows, width].
  func embed(_ passages: [Passage], into result: UnsafeMutablePointer<Float>) {
    let tokens = passages.flatMap(\.tokens)
    var matrix = model.weights.embedding.matrix
    kernels.table.unpack_rows(result, model.shape.width, &matrix, tokens, tokens.count)
  }

  /// Runs blocks over the rows of a layout; nothing is kept.
  ///
  /// - Parameters:
  ///   - input: [rows, width]; may be overwritten.
  ///   - asked: rows to go on with after the last block; all where nil.
  ///   - observe: is shown the residual stream after each block with its rows.
  ///   - body: takes the result, [asked, width].
  func run(
    _ blocks: Range<Int>, _ layout: RowLayout, runs: [RunRows],
    asked: [Int32]?, fill: (UnsafeMutablePointer<Float>) -> Void,
    observe: ((Int, UnsafePointer<Float>) -> Void)? = nil,
    _ body: (UnsafePointer<Float>) -> Void
  ) {
    let width = model.shape.width
    var (now, next) = (passing[0], passing[1])
    fill(now.input.room(layout.rows * width))
    let everything = layout.everything
    withBlockPass(positions: layout.positions) { pass in
      for block in blocks {
        let isLast = block == blocks.upperBound - 1
        let selection = isLast && asked != nil ? layout.selection(of: asked!) : everything
        let result = next.input.room(layout.rows * width)
        pass.forward(
          block: block, layout: layout, selection: selection, runs: runs, tape: now,
          result: result)
        observe?(block, UnsafePointer(result))
        swap(&now, &next)
      }
    }
    if blocks.isEmpty, let asked {
      let chosen = last.room(asked.count * width)
      for (place, row) in asked.enumerated() {
        (chosen + place * width).update(from: now.input.start + Int(row) * width, count: width)
      }
      body(UnsafePointer(chosen))
    } else {
      body(UnsafePointer(now.input.start))
    }
  }

  /// The residual stream after the lower blocks, [rows of all passages, width], from the cache where
  /// it holds them.
  func lower(
    _ passages: [Passage], cache: LowerBlockCache, into result: UnsafeMutablePointer<Float>
  ) {
    let width = model.shape.width
    guard cache.blocks > 0 else { return embed(passages, into: result) }
    var missing: [(passage: Passage, starts: [Int])] = []
    var places: [LowerBlockCache.Key: Int] = [:]
    var row = 0
    for passage in passages {
      let key = LowerBlockCache.Key(passage)
      if let place = places[key] {
        missing[place].starts.append(row)
      } else if let found = cache.find(key) {
        (result + row * width).update(from: found, count: found.count)
      } else {
        places[key] = missing.count
        missing.append((passage, [row]))
      }
      row += passage.tokens.count
    }
    for batch in Self.batches(missing, rows: { $0.passage.tokens.count }) {
      let own = batch.map(\.passage)
      let layout = RowLayout(own)
      run(0..<cache.blocks, layout, runs: [], asked: nil, fill: { embed(own, into: $0) }) { end in
        for (item, rows) in zip(batch, layout.passages) {
          let numbers = Array(
            UnsafeBufferPointer(start: end + rows.lowerBound * width, count: rows.count * width))
          cache.keep(numbers, for: LowerBlockCache.Key(item.passage))
          for start in item.starts {
            (result + start * width).update(from: numbers, count: numbers.count)
          }
        }
      }
    }
  }

  /// Pieces of about `batchRows` rows, in order.
  static func batches<Item>(_ items: [Item], rows: (Item) -> Int) -> [ArraySlice<Item>] {
    var batches: [ArraySlice<Item>] = []
    var (start, sum) = (0, 0)
    for (index, item) in items.enumerated() {
      if sum > 0 && sum + rows(item) > batchRows {
        batches.append(items[start..<index])
        (start, sum) = (index, 0)
      }
      sum += rows(item)
    }
    if start < items.count { batches.append(items[start...]) }
    return batches
  }
}
