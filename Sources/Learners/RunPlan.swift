import Runs

/// What runs that can share lanes have in common: everything but noise, base and strength.
struct RunPlan: Hashable, Sendable {
  let labels: Labels
  let hasBase: Bool
  /// Nil at zero strength.
  let pressure: PressureSide?

  enum PressureSide: Hashable, Sendable {
    /// A term toward or away from a policy.
    case policy(Pressure.Kind, Int)
    /// Likeness to this many earlier models.
    case sameness(SamenessKind, models: Int)
  }

  init(_ request: RunRequest, pair: PolicyPair) {
    labels = request.labels
    hasBase = request.base != nil
    if case .diversity(let sameness) = request.pressure.kind, request.pressure.strength != 0 {
      pressure = .sameness(sameness, models: request.earlier.count)
    } else {
      pressure = request.pressure.policy(of: pair).map { .policy(request.pressure.kind, $0) }
    }
  }
}
