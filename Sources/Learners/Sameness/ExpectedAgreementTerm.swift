import Runs

/// The probability that both models, each drawing its answer, give the same whole answer: the
/// product over heads of sum over c of p(c) q(c).
package struct ExpectedAgreementTerm: SamenessTerm {
  package let kind = SamenessKind.expectedAgreement
  package let isMeanOverRows = true

  package func sameness<Scalar: ReferenceScalar>(
    _ own: [[Scalar]], _ earlier: [[Scalar]], sizes: [Int], marginal: [Scalar]
  ) -> (value: Scalar, slopes: [[Scalar]]) {
    let heads = headRanges(sizes)
    let rows = Scalar(own.count)
    var value: Scalar = 0
    let slopes = zip(own, earlier).map { p, q in
      let same = heads.map { $0.reduce(0) { $0 + p[$1] * q[$1] } }
      value += same.reduce(1, *) / rows
      return zip(heads, productsOfOthers(same)).flatMap { head, others in
        head.map { q[$0] * others / rows }
      }
    }
    return (value, slopes)
  }

  package func addSlopes(_ slopes: UnsafeMutablePointer<Float>, _ batch: SamenessBatch) {
    for earlier in batch.earlier {
      batch.kernels.table.pointee.expected_agreement(
        slopes, batch.own, earlier, batch.rows, batch.sizes, batch.sizes.count, batch.scratch)
    }
  }
}
