import Runs

/// What runs that can share lanes have in common: everything but noise and strength.
struct RunPlan: Hashable, Sendable {
  let labels: Labels
  /// The kind of pressure and the policy it speaks of; nil at zero strength.
  let pressure: PressureSide?

  struct PressureSide: Hashable, Sendable {
    let kind: Pressure.Kind
    let policy: Int
  }

  init(_ request: RunRequest, pair: PolicyPair) {
    labels = request.labels
    pressure = request.pressure.policy(of: pair).map {
      PressureSide(kind: request.pressure.kind, policy: $0)
    }
  }
}
