import Foundation
import Runs

/// 1 - Jensen-Shannon divergence in bits, between 0 and 1: with m = (p + q)/2 the divergence is
/// KL(p || m)/2 + KL(q || m)/2; mean over heads and rows.
package struct JensenShannonTerm: SamenessTerm {
  package let kind = SamenessKind.jensenShannon
  package let isMeanOverRows = true

  package func sameness<Scalar: ReferenceScalar>(
    _ own: [[Scalar]], _ earlier: [[Scalar]], sizes: [Int], marginal: [Scalar]
  ) -> (value: Scalar, slopes: [[Scalar]]) {
    let each = Scalar(0.5 / M_LN2) / Scalar(sizes.count) / Scalar(own.count)
    var value: Scalar = 1
    let slopes = zip(own, earlier).map { p, q in
      zip(p, q).map { p, q in
        let middle = flooredLogarithm(0.5 * (p + q))
        value -= each * p * (flooredLogarithm(p) - middle)
        value -= each * q * (flooredLogarithm(q) - middle)
        return -each * (flooredLogarithm(p) - middle)
      }
    }
    return (value, slopes)
  }

  package func addSlopes(_ slopes: UnsafeMutablePointer<Float>, _ batch: SamenessBatch) {
    for earlier in batch.earlier {
      batch.kernels.table.pointee.jensen_shannon(
        slopes, batch.own, earlier, batch.rows, batch.sizes, batch.sizes.count, batch.scratch)
    }
  }
}
