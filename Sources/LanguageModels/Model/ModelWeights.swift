/// A linear layer of a block, by the file's names.
public enum LinearLayer: String, CaseIterable, Hashable, Sendable {
  case query = "attn_q"
  case key = "attn_k"
  case value = "attn_v"
  case attentionOutput = "attn_output"
  case gate = "ffn_gate"
  case up = "ffn_up"
  case down = "ffn_down"
}

extension ModelShape {
  /// Inputs of a linear layer.
  public func inputs(of layer: LinearLayer) -> Int { layer == .down ? feedForward : width }

  /// Outputs of a linear layer.
  public func outputs(of layer: LinearLayer) -> Int {
    switch layer {
    case .query, .attentionOutput, .down: width
    case .key, .value: sharedWidth
    case .gate, .up: feedForward
    }
  }
}

/// The weights of one block.
package struct BlockWeights: Sendable {
  /// In the order of `LinearLayer.allCases`.
  package let layers: [WeightMatrix]
  let attentionNorm: [Float]
  let feedForwardNorm: [Float]

  subscript(layer: LinearLayer) -> WeightMatrix {
    layers[LinearLayer.allCases.firstIndex(of: layer)!]
  }
}

/// The weights of a model, where they lie in its file.
package struct ModelWeights: Sendable {
  package let embedding: WeightMatrix
  /// The embedding itself where the file has no other.
  package let output: WeightMatrix
  let outputNorm: [Float]
  package let blocks: [BlockWeights]
  let isTied: Bool

  /// - Throws: `ModelError` where a tensor is missing, of another shape, or unknown.
  init(_ file: GGUFFile, _ shape: ModelShape) throws {
    var reader = TensorReader(file: file)
    let (width, vocabulary) = (shape.width, shape.vocabulary)
    embedding = try reader.matrix("token_embd", rows: vocabulary, columns: width)
    isTied = file.tensor("output.weight") == nil
    output = isTied
      ? embedding : try reader.matrix("output", rows: vocabulary, columns: width)
    outputNorm = try reader.vector("output_norm", count: width)
    var blocks: [BlockWeights] = []
    for block in 0..<shape.blocks {
      blocks.append(
        BlockWeights(
          layers: try LinearLayer.allCases.map {
            try reader.matrix(
              "blk.\(block).\($0.rawValue)", rows: shape.outputs(of: $0),
              columns: shape.inputs(of: $0))
          },
          attentionNorm: try reader.vector("blk.\(block).attn_norm", count: width),
          feedForwardNorm: try reader.vector("blk.\(block).ffn_norm", count: width)))
    }
    self.blocks = blocks
    try reader.requireNothingElse()
  }
}

/// Takes tensors from a file by name and shape, and knows which it has not taken.
private struct TensorReader {
  let file: GGUFFile
  private var taken = Set<String>()

  init(file: GGUFFile) { self.file = file }

  private mutating func tensor(_ layer: String, _ dimensions: [Int]) throws -> GGUFFile.Tensor {
    let name = layer + ".weight"
    let expected = dimensions.map(String.init).joined(separator: " x ")
    guard let tensor = file.tensor(name) else {
      throw file.fault("has no tensor \(name)", remedy: "expected one of [\(expected)]")
    }
    guard tensor.dimensions == dimensions else {
      let found = tensor.dimensions.map(String.init).joined(separator: " x ")
      throw file.fault("tensor \(name) is [\(found)]", remedy: "expected [\(expected)]")
    }
    taken.insert(name)
    return tensor
  }

  mutating func matrix(_ layer: String, rows: Int, columns: Int) throws -> WeightMatrix {
    let tensor = try tensor(layer, [columns, rows])
    return WeightMatrix(
      file.address(of: tensor), type: tensor.type, rows: rows, columns: columns)
  }

  mutating func vector(_ layer: String, count: Int) throws -> [Float] {
    let tensor = try tensor(layer, [count])
    return Dequantisation.values(file.address(of: tensor), type: tensor.type, count: count)
  }

  func requireNothingElse() throws {
    if let other = file.tensors.first(where: { !taken.contains($0.name) }) {
      throw file.fault(
        "has a tensor \(other.name), which this arithmetic has no place for",
        remedy: "models with it are not read")
    }
  }
}
