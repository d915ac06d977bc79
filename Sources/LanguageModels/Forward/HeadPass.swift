import CModelKernels
import Foundation

/// Over which tokens probabilities are taken.
public enum ProbabilitySpace: Hashable, Sendable {
  /// All tokens of the vocabulary.
  case vocabulary
  /// These alone, which hold every candidate: a forced choice.
  case tokens([Int32])
}

/// The last norm and the head: log-probabilities of candidates at rows, and the way back.
///
/// The vocabulary goes by in tiles; a tile's weights are unpacked once forward and, where a gradient
/// is wanted, once more for the mean of the output vectors that it needs: sum over tokens v, the
/// candidates left out, of e^(logit v - maximum) W v. So no row of logits is ever kept.
final class HeadPass {
  private let model: LanguageModel
  private let kernels: ModelKernels
  private let normed = Numbers(), scales = Numbers(), logits = Numbers(), means = Numbers()
  private let gathered = Numbers(), slopes = Numbers()
  private var rows = 0
  private var maxima: [Float] = []
  private var sums: [Double] = []
  private var candidates: [[Int32]] = []
  private var candidateLogits: [[Float]] = []

  static let tile = 512

  init(_ model: LanguageModel, _ kernels: ModelKernels) {
    self.model = model
    self.kernels = kernels
  }

  private func output(_ space: ProbabilitySpace) -> WeightMatrix {
    switch space {
    case .vocabulary: return model.weights.output
    case .tokens(let tokens):
      let width = model.shape.width
      let memory = gathered.room(tokens.count * width)
      var matrix = model.weights.output.matrix
      kernels.table.unpack_rows(memory, width, &matrix, tokens, tokens.count)
      return WeightMatrix(memory, rows: tokens.count, columns: width)
    }
  }

  /// Log-probabilities of each row's candidates, in nats.
  ///
  /// - Parameters:
  ///   - input: the residual stream after the last block, [rows, width].
  ///   - candidates: of each row, different ones.
  ///   - gradient: whether `backward` is to follow.
  func forward(
    _ input: UnsafePointer<Float>, candidates: [[Int32]], over space: ProbabilitySpace,
    gradient: Bool
  ) -> [[Double]] {
    let table = kernels.table
    let width = model.shape.width
    rows = candidates.count
    self.candidates = candidates
    let normed = self.normed.room(rows * width)
    table.rms(
      normed, scales.room(rows), input, model.weights.outputNorm, rows, width,
      model.shape.epsilon)
    maxima = [Float](repeating: -Float.greatestFiniteMagnitude, count: rows)
    sums = [Double](repeating: 0, count: rows)
    candidateLogits = candidates.map { [Float](repeating: 0, count: $0.count) }
    let output = output(space)
    let places = places(space)
    let logits = self.logits.room(rows * Self.tile)
    let means = gradient ? self.means.room(rows * width) : nil
    var factors = [Float](repeating: 1, count: rows)
    var next = 0
    for first in stride(from: 0, to: output.rows, by: Self.tile) {
      let tokens = first..<min(first + Self.tile, output.rows)
      var part = output.rows(tokens).matrix
      table.product(logits, Self.tile, normed, width, 1, &part, rows, 0)
      while next < places.count, places[next].output < tokens.upperBound {
        let place = places[next]
        let logit = logits + place.row * Self.tile + place.output - first
        candidateLogits[place.row][place.candidate] = logit.pointee
        logit.pointee = -.infinity
        next += 1
      }
      table.softmax_tile(logits, Self.tile, &maxima, &factors, &sums, rows, tokens.count)
      if let means {
        for row in 0..<rows where factors[row] != 1 && first > 0 {
          table.multiply(means + row * width, factors[row], width)
        }
        table.product_turned(
          means, width, logits, Self.tile, 1, &part, rows, first > 0 ? 1 : 0)
      }
    }
    return (0..<rows).map { masses(of: $0).map(\.logProbability) }
  }

  /// Where candidates stand among the outputs, ascending.
  private func places(
    _ space: ProbabilitySpace
  ) -> [(output: Int, row: Int, candidate: Int)] {
    var outputs: [Int32: Int]?
    if case .tokens(let tokens) = space {
      outputs = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
    }
    var places: [(output: Int, row: Int, candidate: Int)] = []
    for (row, own) in candidates.enumerated() {
      for (index, token) in own.enumerated() {
        guard let output = outputs == nil ? Int(token) : outputs![token] else {
          preconditionFailure("a candidate is not among the tokens")
        }
        places.append((output, row, index))
      }
    }
    return places.sorted { ($0.output, $0.row) < ($1.output, $1.row) }
  }

  private struct Mass {
    let probability: Double
    /// 1 - probability, without cancellation.
    let rest: Double
    let logProbability: Double
  }

  /// The candidates' shares of a row, from their logits and the sum over all other tokens.
  private func masses(of row: Int) -> [Mass] {
    let logits = candidateLogits[row].map(Double.init)
    let top = max(Double(maxima[row]), logits.max()!)
    let others = sums[row] * exp(Double(maxima[row]) - top)
    let weights = logits.map { exp($0 - top) }
    let total = others + weights.reduce(0, +)
    return weights.indices.map { index in
      var rest = others
      for (other, weight) in weights.enumerated() where other != index { rest += weight }
      let ratio = rest / weights[index]
      return Mass(
        probability: weights[index] / total, rest: rest / total,
        logProbability: ratio.isFinite ? -log1p(ratio) : logits[index] - top - log(total))
    }
  }

  /// Slopes by the residual stream from slopes by the log-probabilities of the last `forward`.
  ///
  /// - Parameter result: [rows, width], written.
  func backward(
    _ logProbabilitySlopes: [[Double]], input: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>
  ) {
    let table = kernels.table
    let width = model.shape.width
    let slopes = self.slopes.room(rows * width)
    slopes.update(from: means.start, count: rows * width)
    for row in 0..<rows {
      let given = logProbabilitySlopes[row]
      let all = given.reduce(0, +)
      let masses = masses(of: row)
      let top = max(Double(maxima[row]), Double(candidateLogits[row].max()!))
      let scaled = exp(Double(maxima[row]) - top)
      let total = sums[row] * scaled
        + candidateLogits[row].reduce(0) { $0 + exp(Double($1) - top) }
      table.multiply(slopes + row * width, Float(-all * scaled / total), width)
      let own = masses.indices.map { index in
        Float(
          given[index] * masses[index].rest
            - (all - given[index]) * masses[index].probability)
      }
      addCandidates(row, own, to: slopes + row * width)
    }
    result.update(repeating: 0, count: rows * width)
    table.rms_backward(
      result, slopes, scales.start, input, model.weights.outputNorm, rows, width)
  }

  /// slopes += the candidates' output vectors, each so many times.
  private func addCandidates(
    _ row: Int, _ factors: [Float], to slopes: UnsafeMutablePointer<Float>
  ) {
    let width = model.shape.width
    let count = factors.count
    let memory = logits.room(max(count * width, rows * Self.tile))
    var matrix = model.weights.output.matrix
    kernels.table.unpack_rows(memory, width, &matrix, candidates[row], count)
    var part = WeightMatrix(memory, rows: count, columns: width).matrix
    kernels.table.product_turned(slopes, width, factors, count, 1, &part, 1, 1)
  }
}
