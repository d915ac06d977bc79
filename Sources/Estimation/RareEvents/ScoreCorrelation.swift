/// The correlation between the score a move starts from and the score it leads to, accepted or not.
///
/// Near 0 a move is as good as a fresh run, and splitting gains nothing.
struct ScoreCorrelation: Hashable, Sendable {
  private(set) var count = 0.0
  private var meanX = 0.0
  private var meanY = 0.0
  private var xx = 0.0
  private var yy = 0.0
  private var xy = 0.0

  /// Pairs with an infinite score are left out. Source: Welford 1962.
  mutating func add(from x: Double, to y: Double) {
    guard x.isFinite && y.isFinite else { return }
    count += 1
    let dx = x - meanX
    let dy = y - meanY
    meanX += dx / count
    meanY += dy / count
    xx += dx * (x - meanX)
    yy += dy * (y - meanY)
    xy += dx * (y - meanY)
  }

  /// Pearson's coefficient; nil where one side does not vary.
  var value: Double? { xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil }
}
