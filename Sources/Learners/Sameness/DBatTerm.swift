import Runs

/// -ln(p1 (1 - p2) + p2 (1 - p1) + 1e-7), where p1 and p2 are the earlier and the new model's
/// probabilities of the earlier model's most probable whole answer; mean over rows.
///
/// Source: Pagliardini et al., "Agree to disagree", arXiv 2202.04414; with two classes it is their
/// binary form. 1 - p is built from the rivals' probabilities, so nothing cancels near 1.
package struct DBatTerm: SamenessTerm {
  package let kind = SamenessKind.dBat
  package let isMeanOverRows = true

  package func sameness<Scalar: ReferenceScalar>(
    _ own: [[Scalar]], _ earlier: [[Scalar]], sizes: [Int], marginal: [Scalar]
  ) -> (value: Scalar, slopes: [[Scalar]]) {
    let heads = headRanges(sizes)
    let rows = Scalar(own.count)
    var value: Scalar = 0
    let slopes = zip(own, earlier).map { p, q in
      let chosen = heads.map { head in head.dropFirst().reduce(head.lowerBound) {
        q[$1] > q[$0] ? $1 : $0
      } }
      let (p1, not1) = Self.whole(q, heads: heads, chosen: chosen)
      let (p2, not2) = Self.whole(p, heads: heads, chosen: chosen)
      let apart = p1 * not2 + p2 * not1 + Scalar(1e-7)
      value -= .logarithm(apart) / rows
      let others = productsOfOthers(chosen.map { p[$0] })
      var slopes = [Scalar](repeating: 0, count: p.count)
      for (place, others) in zip(chosen, others) {
        slopes[place] = (p1 - not1) / apart * others / rows
      }
      return slopes
    }
    return (value, slopes)
  }

  /// The probability of an answer, and of its opposite.
  private static func whole<Scalar: ReferenceScalar>(
    _ p: [Scalar], heads: [Range<Int>], chosen: [Int]
  ) -> (Scalar, Scalar) {
    var (yes, no): (Scalar, Scalar) = (1, 0)
    for (head, place) in zip(heads, chosen) {
      yes *= p[place]
      no += head.reduce(0) { $1 == place ? $0 : $0 + p[$1] } * (1 - no)
    }
    return (yes, no)
  }

  package func addSlopes(_ slopes: UnsafeMutablePointer<Float>, _ batch: SamenessBatch) {
    for earlier in batch.earlier {
      batch.kernels.table.pointee.d_bat(
        slopes, batch.own, earlier, batch.rows, batch.sizes, batch.sizes.count, batch.scratch)
    }
  }
}
