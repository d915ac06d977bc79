import Estimation
import Foundation

/// How numbers are said, the same in every format.
public enum Wording {
  /// `12,345`.
  public static func count(_ value: Int) -> String {
    let digits = String(abs(value))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return (value < 0 ? "-" : "") + result
  }

  /// A share with three decimals, and never `.000` or `1.000` for one that is neither 0 nor 1.
  public static func share(_ value: Double) -> String {
    if value > 1e-12, value < 0.0005 { return String(format: "%.0e", value) }
    if value < 1, value > 0.9995 { return ">.999" }
    return String(format: "%.3f", value)
  }

  /// A share that is told to be below a limit: with as many decimals as show it.
  static func share(_ value: Double, below limit: Double) -> String {
    let text = share(value)
    return text == share(limit) ? "a little less than \(text)" : text
  }

  /// The same as a percentage.
  static func percent(_ value: Double, below limit: Double) -> String {
    let text = percent(value)
    return text == percent(limit) ? "a little less than \(text)" : text
  }

  /// Nats with two decimals.
  public static func nats(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text == "-0.00" ? "0.00" : text
  }

  /// Three significant digits.
  public static func strength(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.3g", value)
  }

  /// Three significant digits, written out: `2,530`.
  public static func rounded(_ value: Double) -> String {
    guard value >= 999.5, value < 1e15 else { return strength(value) }
    let unit = pow(10, floor(log10(value)) - 2)
    return count(Int((value / unit).rounded() * unit))
  }

  public static func percent(_ level: Double) -> String {
    let text = String(format: "%.1f", 100 * level)
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " %"
  }

  public static func seconds(_ value: Double) -> String {
    value < 90 ? String(format: "%.1f s", value) : String(format: "%.1f min", value / 60)
  }

  /// `low to high`, or the one end there is.
  public static func range(
    _ low: Double?, _ high: Double?, _ format: (Double) -> String
  ) -> String {
    switch (low, high) {
    case (let low?, let high?): "\(format(low)) to \(format(high))"
    case (let low?, nil): "at least \(format(low))"
    case (nil, let high?): "at most \(format(high))"
    case (nil, nil): "unbounded"
    }
  }

  /// An interval of L as seen from the policy that it favours.
  static func toward(_ policy: PairPolicy, _ interval: Interval) -> Interval {
    policy == .a
      ? interval
      : Interval(low: interval.high.map { -$0 }, high: interval.low.map { -$0 })
  }

  /// `one`, `one and two`, `one, two and three`.
  public static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// An estimate's point, or a dash where there is none.
  public static func logOdds(_ estimate: EstimateSummary) -> String {
    estimate.logOdds.map(nats) ?? "-"
  }

  public static func interval(_ estimate: EstimateSummary) -> String {
    if estimate.logOdds == nil, estimate.low == nil, estimate.high == nil { return "no estimate" }
    return range(estimate.low, estimate.high, nats)
  }

  /// The interval for these inputs.
  public static func intervalThese(_ estimate: EstimateSummary) -> String {
    if estimate.logOdds == nil, estimate.lowThese == nil, estimate.highThese == nil {
      return "no estimate"
    }
    return range(estimate.lowThese, estimate.highThese, nats)
  }

  /// Odds as `9,000 : 1` or `1 : 20`, two significant digits.
  public static func odds(_ estimate: EstimateSummary) -> String {
    if let logOdds = estimate.logOdds { return odds(logOdds) }
    if let low = estimate.low, estimate.high == nil { return "above \(odds(low))" }
    if let high = estimate.high, estimate.low == nil { return "below \(odds(high))" }
    return "-"
  }

  public static func odds(_ logOdds: Double) -> String {
    let ratio = exp(abs(logOdds))
    let said: String
    if ratio < 9.95 {
      said = String(format: "%.1f", ratio)
    } else if ratio < 1e9 {
      let digits = floor(log10(ratio)) - 1
      let unit = pow(10, digits)
      said = count(Int((ratio / unit).rounded() * unit))
    } else {
      said = String(format: "%.1e", ratio)
    }
    return logOdds < 0 ? "1 : \(said)" : "\(said) : 1"
  }

  public static func logRatio(_ a: Double, _ b: Double) -> Double? {
    a > 0 && b > 0 ? log(a) - log(b) : nil
  }
}
