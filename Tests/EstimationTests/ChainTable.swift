// Made by References/chains.py with arviz 0.23.4 numpy 2.4.6 scipy 1.17.1.
// Do not edit.

enum ChainTable {
  /// R-hat; NaN for a single chain.
  struct Values { let rHat, bulk, mean: Double }
  static let values: [String: Values] = [
    "independent": Values(
      rHat: 1.0008149144622613, bulk: 1994.5186271421578, mean: 1993.4140706034264),
    "slow": Values(
      rHat: 1.0345438008986165, bulk: 70.54564434940661, mean: 67.83626039321398),
    "alternating": Values(
      rHat: 0.99852533032162, bulk: 3695.0174952571497, mean: 3695.0174952571497),
    "apart": Values(
      rHat: 1.129036192688261, bulk: 23.30644835767156, mean: 23.1292885440787),
    "one": Values(
      rHat: .nan, bulk: 67.48298100653712, mean: 68.01551857565595),
    "rare": Values(
      rHat: 1.0020861869653541, bulk: 984.4292044202595, mean: 984.4292044202588),
    "heavy": Values(
      rHat: 1.0064522907010556, bulk: 1321.213837697495, mean: 2173.846001050548),
    "short": Values(
      rHat: 1.2653038690161578, bulk: 19.265919722494797, mean: 19.265919722494797),
  ]
}
