import Runs

extension PreparedExperiment {
  /// One ladder of the posterior with the name under which its states are kept.
  struct NamedLadder: Sendable {
    let id: ArtifactID
    let request: PosteriorRequest
  }

  /// The learner of plain runs, where it can be drawn from a posterior: from bases it starts
  /// elsewhere than in the law of initial weights, which is the prior.
  var posteriorLearner: (any PosteriorLearner)? {
    experiment.pretraining == nil ? setup(.standard).learner as? any PosteriorLearner : nil
  }

  /// The ladders that the estimators ask for; none without `gibbs`, or where the learner has no
  /// posterior.
  var ladders: [NamedLadder] {
    guard let settings = experiment.posterior, let learner = posteriorLearner else { return [] }
    return (0..<settings.ladders).map { ladder in
      let request = PosteriorRequest(
        setup: setupID, arithmetic: learner.posteriorArithmetic, settings: settings,
        seed: experiment.seed, ladder: ladder)
      // States are kept as they were read, so that the rule is part of their name.
      var builder = FingerprintBuilder("ladder")
      builder.combine(request.run(step: 0).id)
      builder.combine(settings.rounds)
      builder.combine(experiment.rule.threshold)
      builder.combine(experiment.rule.learned)
      return NamedLadder(id: builder.finish(), request: request)
    }
  }

  /// States of all ladders together.
  var posteriorStates: Int {
    ladders.reduce(0) { $0 + $1.request.settings.rounds }
  }

  /// The ladders from the store.
  ///
  /// - Throws: `IncompleteError` where one is missing.
  func sampledLadders(in contents: StoreContents) throws -> [StoredLadder] {
    let found = ladders.map { contents.ladders[$0.id] }
    let missing = found.count { $0 == nil }
    if missing > 0 {
      throw IncompleteError(missing: missing * (experiment.posterior?.rounds ?? 0))
    }
    return found.compactMap { ladder in
      experiment.pair.isExchanged ? ladder?.exchanged : ladder
    }
  }
}
