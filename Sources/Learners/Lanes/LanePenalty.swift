import Kernels
import Runs

/// An extra term of the loss in all lanes: what it is computed on, and its slopes.
protocol LanePenalty: AnyObject {
  var batches: LaneBatches { get }

  /// Whether slopes need the logits of the whole batch at once; else blocks of rows do.
  var needsWholeBatch: Bool { get }

  /// The derivatives of the mean penalty by the logits, for rows of the current batch.
  ///
  /// - Parameters:
  ///   - slopes: [rows, logits, lanes], overwritten.
  ///   - logits: [rows, logits, lanes].
  ///   - rows: which rows of the batch; all of them where the whole batch is needed.
  func fill(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, rows: Range<Int>)
}

/// A term toward or away from one policy.
final class LanePolicyPenalty: LanePenalty {
  let batches: LaneBatches
  let needsWholeBatch = false
  private let term: any PressureTerm
  private let heads: LaneHeads

  init(_ kind: Pressure.Kind, batches: LaneBatches, heads: LaneHeads) {
    term = PressureTerms.term(kind)
    self.batches = batches
    self.heads = heads
  }

  func fill(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, rows: Range<Int>
  ) {
    term.slopes(
      slopes, logits: logits, answers: batches.answers[rows.lowerBound * heads.heads.count],
      rows: rows.count, scale: 1 / Float(batches.rows), heads: heads)
  }
}

/// Likeness to each lane's own earlier models.
final class LaneSamenessPenalty: LanePenalty {
  let batches: LaneBatches
  let needsWholeBatch: Bool
  private let term: any SamenessTerm
  private let heads: LaneHeads
  private let kernels: LaneKernels
  private let sizes: [Int32]
  private let marginal: [Float]
  private let candidates: Int
  /// Per earlier model, probabilities on the pool, [pool rows, candidates, lanes].
  private let tables: [LaneBuffer<Float>]
  /// Per earlier model, those of the current batch, [rows, candidates, lanes]; empty where the
  /// batch is the pool.
  private let gathered: [LaneBuffer<Float>]
  /// [rows, candidates, lanes].
  private let own: LaneBuffer<Float>
  private let slopesByProbability: LaneBuffer<Float>
  private let scratch: LaneBuffer<Float>

  /// - Parameters:
  ///   - earlier: per lane, the answers of its earlier models to the pressure pool; as many in
  ///     each.
  ///   - marginal: [candidates].
  init(
    _ kind: SamenessKind, earlier: [[Answers]], marginal: [Float], batches: LaneBatches,
    poolRows: Int, heads: LaneHeads, kernels: LaneKernels
  ) {
    term = SamenessTerms.term(kind)
    needsWholeBatch = !term.isMeanOverRows
    self.batches = batches
    self.heads = heads
    self.kernels = kernels
    self.marginal = marginal
    let candidates = heads.heads.candidates
    self.candidates = candidates
    if case .softmax(let sizes) = heads.heads {
      self.sizes = sizes.map(Int32.init)
    } else {
      sizes = [2]
    }
    let lanes = kernels.lanes
    tables = (0..<earlier[0].count).map { model in
      let table = LaneBuffer<Float>(vectors: poolRows * candidates, lanes: lanes)
      for (lane, answers) in earlier.enumerated() {
        for (place, value) in answers[model].logProbabilities.enumerated() {
          table.start[place * lanes + lane] = value
        }
      }
      kernels.table.pointee.exp_values(table.start, table.vectors)
      return table
    }
    let vectors = batches.rows * candidates
    gathered = batches.isFull
      ? [] : tables.map { _ in LaneBuffer<Float>(vectors: vectors, lanes: lanes) }
    own = LaneBuffer(vectors: vectors, lanes: lanes)
    slopesByProbability = LaneBuffer(vectors: vectors, lanes: lanes)
    scratch = LaneBuffer(vectors: (candidates + 1) * (candidates + 1), lanes: lanes)
  }

  func fill(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, rows: Range<Int>
  ) {
    let table = kernels.table
    let oneLogit: Int32 = heads.heads == .logit ? 1 : 0
    table.pointee.probabilities(
      own.start, logits, rows.count, sizes, sizes.count, oneLogit)
    slopesByProbability.start.update(
      repeating: 0, count: rows.count * candidates * kernels.lanes)
    let offset = rows.lowerBound * candidates
    term.addSlopes(
      slopesByProbability.start,
      SamenessBatch(
        kernels: kernels, own: own.start, earlier: earlier(rows).map { UnsafePointer($0[offset]) },
        rows: rows.count, sizes: sizes, marginal: marginal, scratch: scratch.start))
    table.pointee.logit_slopes(
      slopes, own.start, slopesByProbability.start, rows.count, sizes, sizes.count, oneLogit,
      1 / (Float(batches.rows) * Float(tables.count)))
  }

  /// The earlier models' probabilities of the current batch; gathered at its first rows.
  private func earlier(_ rows: Range<Int>) -> [LaneBuffer<Float>] {
    if batches.isFull { return tables }
    if rows.lowerBound == 0 {
      for (result, source) in zip(gathered, tables) {
        kernels.table.pointee.gather_own(
          result.start, source.start, batches.indices.start, batches.rows, candidates)
      }
    }
    return gathered
  }
}
