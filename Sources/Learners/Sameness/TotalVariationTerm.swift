import Runs

/// 1 - total variation: 1 - mean over heads of half the sum of |p - q|; mean over rows.
///
/// Where p(c) = q(c) the derivative is taken as 0.
package struct TotalVariationTerm: SamenessTerm {
  package let kind = SamenessKind.totalVariation
  package let isMeanOverRows = true

  package func sameness<Scalar: ReferenceScalar>(
    _ own: [[Scalar]], _ earlier: [[Scalar]], sizes: [Int], marginal: [Scalar]
  ) -> (value: Scalar, slopes: [[Scalar]]) {
    let each = 0.5 / Scalar(sizes.count) / Scalar(own.count)
    var value: Scalar = 1
    let slopes = zip(own, earlier).map { p, q in
      zip(p, q).map { p, q in
        value -= each * abs(p - q)
        return p == q ? 0 : p > q ? -each : each
      }
    }
    return (value, slopes)
  }

  package func addSlopes(_ slopes: UnsafeMutablePointer<Float>, _ batch: SamenessBatch) {
    for earlier in batch.earlier {
      batch.kernels.table.pointee.total_variation(
        slopes, batch.own, earlier, batch.rows, batch.sizes, batch.sizes.count, batch.scratch)
    }
  }
}
