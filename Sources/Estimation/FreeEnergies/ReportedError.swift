import Foundation
import Mathematics

/// The spread of one bootstrap.
struct ResampledError {
  /// Fewer chains than this are not resampled as wholes.
  static let leastChains = 10

  /// In nats.
  let standardError: Double
  /// Replicates without a number.
  let undefined: Int
  /// Chains less one for each group of them; nil where samples were resampled.
  var degrees: Int?
}

/// The error that is reported: the largest of the analytic one and of what resampling gave.
struct ReportedError {
  /// In nats, by formula.
  let analytic: Double
  let byState: ResampledError
  /// Nil with too few chains.
  let byChain: ResampledError?

  private var all: [Double] {
    [analytic, byState.standardError] + (byChain.map { [$0.standardError] } ?? [])
  }
  var largest: Double { all.max()! }

  /// How many errors the interval reaches to either side: Student's, with the chains' degrees of
  /// freedom where they gave the error.
  func quantile(_ level: Double, degrees: Double) -> Double {
    var degrees = degrees
    if let byChain, byChain.standardError == largest {
      degrees = min(degrees, Double(byChain.degrees!))
    }
    let tail = (1 - level) / 2
    return studentQuantile(Tails(lower: 1 - tail, upper: tail), degrees: degrees)
  }

  var details: [Detail] {
    [
      Detail("standard_error", .number(largest)), Detail("analytic_error", .number(analytic)),
      Detail("bootstrap_error_by_state", .number(byState.standardError)),
    ] + (byChain.map { [Detail("bootstrap_error_by_chain", .number($0.standardError))] } ?? [])
  }

  /// Errors that differ by a factor of two, and replicates without a number.
  var warnings: [String] {
    var warnings: [String] = []
    if largest > 2 * all.min()! {
      warnings.append(
        "the errors by formula and by resampling differ by more than a factor of two"
          + " (\(all.map(rounded).joined(separator: ", "))): add samples before trusting either")
    }
    let undefined = byState.undefined + (byChain?.undefined ?? 0)
    if undefined > 0 {
      warnings.append(
        "\(undefined) resampled data \(undefined == 1 ? "set" : "sets") gave no odds: few samples"
          + " carry them")
    }
    return warnings
  }
}

/// ln(a / b); not finite where either is 0.
func logRatio(_ a: Double, _ b: Double) -> Double { log(a) - log(b) }
