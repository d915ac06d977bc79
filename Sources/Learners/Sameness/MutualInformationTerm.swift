import Runs

/// The mutual information of both models' answers over the batch, plus the divergence of the new
/// model's marginal from that of the training labels; mean over heads.
///
/// With J(c, d) = mean over rows of q(c) p(d): sum of J ln(J / (marginals of J)) + KL(mean of p ||
/// labels). Without the second part, which the first is blind to, a constant model would do as well
/// as one that differs. Source: Lee, Yao, Finn, "Diversify and disambiguate", arXiv 2202.03418,
/// with equal factors before both parts.
package struct MutualInformationTerm: SamenessTerm {
  package let kind = SamenessKind.mutualInformation
  package let isMeanOverRows = false

  package func sameness<Scalar: ReferenceScalar>(
    _ own: [[Scalar]], _ earlier: [[Scalar]], sizes: [Int], marginal: [Scalar]
  ) -> (value: Scalar, slopes: [[Scalar]]) {
    let rows = Scalar(own.count)
    var value: Scalar = 0
    var slopes = own.map { [Scalar](repeating: 0, count: $0.count) }
    for head in headRanges(sizes) {
      let means = head.map { d in own.reduce(0) { $0 + $1[d] } / rows }
      let before = head.map { c in earlier.reduce(0) { $0 + $1[c] } / rows }
      for (i, c) in head.enumerated() {
        for (j, d) in head.enumerated() {
          let joint = zip(own, earlier).reduce(0) { $0 + $1.1[c] * $1.0[d] } / rows
          let ratio =
            flooredLogarithm(joint) - flooredLogarithm(before[i]) - flooredLogarithm(means[j])
          value += joint * ratio / Scalar(sizes.count)
          for row in own.indices {
            slopes[row][d] += earlier[row][c] * ratio / rows / Scalar(sizes.count)
          }
        }
      }
      for (j, d) in head.enumerated() {
        let ratio = flooredLogarithm(means[j]) - flooredLogarithm(marginal[d])
        value += means[j] * ratio / Scalar(sizes.count)
        for row in own.indices { slopes[row][d] += ratio / rows / Scalar(sizes.count) }
      }
    }
    return (value, slopes)
  }

  package func addSlopes(_ slopes: UnsafeMutablePointer<Float>, _ batch: SamenessBatch) {
    let table = batch.kernels.table
    for earlier in batch.earlier {
      table.pointee.mutual_information(
        slopes, batch.own, earlier, batch.rows, batch.sizes, batch.sizes.count, batch.scratch)
    }
    // Once per earlier model, as the sum over models is divided by their number.
    table.pointee.marginal_divergence(
      slopes, batch.own, batch.rows, batch.sizes, batch.sizes.count, batch.marginal,
      Float(batch.earlier.count), batch.scratch)
  }
}
