/// Which linear layers have a low-rank adapter, and of what rank.
///
/// An adapted layer gives W x + (alpha / rank) B (A x), A [rank, inputs], B [outputs, rank].
/// Source: Hu et al. 2021, LoRA.
public struct AdapterShape: Hashable, Sendable {
  public let rank: Int
  public let alpha: Double
  /// Blocks with adapters: the top ones.
  public let blocks: Range<Int>
  /// In the order of `LinearLayer.allCases`.
  public let layers: [LinearLayer]
  let model: ModelShape

  var scale: Float { Float(alpha / Double(rank)) }

  /// - Parameters:
  ///   - rank: from 1 to 256.
  ///   - alpha: above 0.
  ///   - topBlocks: how many blocks from the top have adapters, at least 1.
  ///   - layers: at least one.
  /// - Throws: `ModelError` where the model has no place for that.
  public init(
    _ model: ModelShape, rank: Int, alpha: Double, topBlocks: Int,
    layers: Set<LinearLayer> = Set(LinearLayer.allCases)
  ) throws {
    guard (1...256).contains(rank) else {
      throw ModelError(
        .invalid, in: "adapters", "have rank \(rank)", remedy: "expected 1 to 256")
    }
    guard alpha > 0, alpha.isFinite else {
      throw ModelError(
        .invalid, in: "adapters", "have alpha \(alpha)", remedy: "expected a number above 0")
    }
    guard (1...model.blocks).contains(topBlocks) else {
      throw ModelError(
        .invalid, in: "adapters", "are in the top \(topBlocks) blocks",
        remedy: "expected 1 to \(model.blocks)")
    }
    guard !layers.isEmpty else {
      throw ModelError(.invalid, in: "adapters", "are in no layer", remedy: "name at least one")
    }
    self.rank = rank
    self.alpha = alpha
    self.model = model
    blocks = (model.blocks - topBlocks)..<model.blocks
    self.layers = LinearLayer.allCases.filter(layers.contains)
  }

  /// Layers of one input, whose A's lie one after the other.
  enum InputGroup: Int, CaseIterable {
    case query, keyValue, attentionOutput, gateUp, down

    var layers: [LinearLayer] {
      switch self {
      case .query: [.query]
      case .keyValue: [.key, .value]
      case .attentionOutput: [.attentionOutput]
      case .gateUp: [.gate, .up]
      case .down: [.down]
      }
    }
  }

  /// The adapted ones of a group.
  func adapted(_ group: InputGroup) -> [LinearLayer] { group.layers.filter(layers.contains) }

  /// Numbers in one layer's A and B.
  private func sizes(_ layer: LinearLayer) -> (a: Int, b: Int) {
    (rank * model.inputs(of: layer), rank * model.outputs(of: layer))
  }

  /// All numbers of one block: group by group, the A's of a group, then its B's turned [rank,
  /// outputs].
  private var blockCount: Int { layers.reduce(0) { $0 + sizes($1).a + sizes($1).b } }

  /// All numbers of the adapters.
  public var parameterCount: Int { blocks.count * blockCount }

  /// Where the A's of a group begin.
  func start(_ group: InputGroup, block: Int) -> Int {
    var start = (block - blocks.lowerBound) * blockCount
    for earlier in InputGroup.allCases where earlier.rawValue < group.rawValue {
      for layer in adapted(earlier) { start += sizes(layer).a + sizes(layer).b }
    }
    return start
  }

  /// Where a layer's A [rank, inputs] and its B, turned [rank, outputs], begin.
  func starts(_ layer: LinearLayer, block: Int) -> (a: Int, b: Int) {
    let group = InputGroup.allCases.first { $0.layers.contains(layer) }!
    let adapted = adapted(group)
    let index = adapted.firstIndex(of: layer)!
    let begin = start(group, block: block)
    let allA = adapted.reduce(0) { $0 + sizes($1).a }
    return (
      begin + adapted[..<index].reduce(0) { $0 + sizes($1).a },
      begin + allA + adapted[..<index].reduce(0) { $0 + sizes($1).b }
    )
  }
}
