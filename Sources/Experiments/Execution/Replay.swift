import Runs

/// Names the runs of one driver's rounds, one round after the other.
struct Replay {
  private let prepared: PreparedExperiment
  private let purpose: String
  private let reading: Reading
  private var offset = 0
  /// The runs of earlier rounds of diversity sequences, by strength.
  private var earlier: [Double: [[RunRequest]]] = [:]
  /// The driver's runs that are looked at one by one, by their number: later ones may be moved from
  /// them.
  private var named: [Int: NamedNoise] = [:]
  private var parents = RecentParents()

  /// A run's noise, and the run.
  private struct NamedNoise {
    let noise: Noise
    let id: RunID
  }

  private var isExchanged: Bool { prepared.experiment.pair.isExchanged }

  init(_ driver: any ArmDriver, prepared: PreparedExperiment) {
    self.prepared = prepared
    purpose = driver.purpose
    reading = driver.resamplesInputs ? prepared.reading : prepared.reading.withoutResamples()
  }

  /// - Parameter contents: holds the bases that the arms' runs start from.
  /// - Throws: `IncompleteError` where it does not; `GateError` where none of the experiment's own
  ///   bases passes.
  mutating func units(of arms: [Arm], in contents: StoreContents) throws -> [ArmUnit] {
    try arms.map { arm in
      let start = offset
      offset += arm.runs
      guard let passing = prepared.passingBases(arm.variation, in: contents) else {
        let missing = prepared.baseRequests(arm.variation).count { contents.bases[$0.id] == nil }
        throw IncompleteError(missing: missing)
      }
      let isShared = prepared.experiment.pretraining.map { $0.shared > 0 } ?? false
      if isShared, passing.isEmpty {
        if !arm.variation.changesBases { throw prepared.gateError(in: contents) }
        return ArmUnit(arm: arm, requests: ArmRequests([]), bases: [], reading: reading, isExchanged: isExchanged)
      }
      // Later runs are moved from, or pressed away from, runs of the other arms alone.
      if arm.origins == nil, arm.round == nil {
        return ArmUnit(
          arm: arm,
          requests: prepared.freshRequests(
            for: arm, purpose: purpose, offset: start, bases: passing.map(\.request)),
          bases: isShared ? (0..<arm.runs).map { passing[$0 % passing.count].index } : [],
          reading: reading, isExchanged: isExchanged,
          keepsRuns: prepared.context.isCell && purpose == DirectKind.name && !isShared)
      }
      let requests: [RunRequest]
      var bases = [Int]()
      if let origins = arm.origins {
        (requests, bases) = self.requests(
          for: arm, origins, offset: start, bases: isShared ? passing : [])
      } else {
        let before = arm.round.map { earlier[arm.pressure.strength]?.prefix($0) ?? [] } ?? []
        requests = prepared.requests(
          for: arm, purpose: purpose, offset: start, bases: passing.map(\.request),
          earlier: Array(before))
        if isShared { bases = requests.indices.map { passing[$0 % passing.count].index } }
      }
      if arm.round != nil { earlier[arm.pressure.strength, default: []].append(requests) }
      return ArmUnit(
        arm: arm, requests: ArmRequests(requests), bases: bases, reading: reading,
        isExchanged: isExchanged)
    }
  }

  /// The runs of an arm whose noise has origins.
  ///
  /// - Parameter bases: the shared ones, of which each run's noise chooses; with none, and a
  ///   pretraining, every run has a base of its own.
  /// - Returns: the runs, and the index of each one's shared base.
  private mutating func requests(
    for arm: Arm, _ origins: [NoiseOrigin], offset: Int,
    bases: [(index: Int, request: BaseRequest)]
  ) -> ([RunRequest], bases: [Int]) {
    var moved: [Noise] = []
    var indices: [Int] = []
    func base(_ noise: Noise) -> BaseRequest? {
      if bases.isEmpty { return nil }
      let chosen = bases[noise.base(of: bases.count)]
      indices.append(chosen.index)
      return chosen.request
    }
    let address = prepared.context.purpose(purpose, rule: prepared.experiment.rule)
    let requests = origins.enumerated().map { index, origin in
      let seed = prepared.freshSeed(purpose: address, index: offset + index)
      switch origin {
      case .fresh:
        let noise = Noise.seed(seed)
        return prepared.request(for: arm, noise: noise, base: base(noise))
      case .moved(let number, let cosine):
        guard let parent = named[number] else {
          preconditionFailure("a run is moved from an earlier one that was looked at")
        }
        moved.append(parent.noise)
        let noise = Noise.moved(from: parent.noise, cosine: cosine, seed: seed)
        return prepared.request(for: arm, noise: noise, base: base(noise), parent: parent.id)
      }
    }
    for (index, request) in requests.enumerated() {
      named[offset + index] = NamedNoise(noise: request.noise, id: request.id)
    }
    parents.use(moved)
    return (requests, indices)
  }

  func measure(_ units: [ArmUnit], in contents: StoreContents) throws -> [MeasuredArm] {
    try units.map {
      try $0.measure(in: contents, task: prepared.setup($0.arm.variation).task)
    }
  }
}

extension PreparedExperiment {
  /// The runs of an arm.
  ///
  /// - Parameters:
  ///   - purpose: the driver's.
  ///   - offset: how many runs the driver asked for before this arm.
  ///   - bases: the shared bases that runs start from in turn; with none, and a pretraining, every
  ///     run has a base of its own.
  ///   - earlier: the runs of earlier rounds of a sequence, round by round.
  package func requests(
    for arm: Arm, purpose: String, offset: Int, bases: [BaseRequest] = [],
    earlier: [[RunRequest]] = []
  ) -> [RunRequest] {
    (0..<arm.runs).map { index in
      request(
        for: arm, noise: .seed(freshSeed(purpose: purpose, index: offset + index)),
        base: bases.isEmpty ? nil : bases[index % bases.count],
        earlier: earlier.map { $0[index].id })
    }
  }

  /// The runs of an arm whose noise is fresh and that press away from nothing, made when they are
  /// asked for.
  ///
  /// - Parameters: as for `requests`.
  func freshRequests(
    for arm: Arm, purpose: String, offset: Int, bases: [BaseRequest]
  ) -> ArmRequests {
    let address = NoiseAddress(experiment: experiment.seed, purpose: purpose)
    let setup = setup(arm.variation)
    @Sendable func noise(_ index: Int) -> Noise { .seed(address.seed(offset + index)) }
    @Sendable func request(_ index: Int) -> RunRequest {
      self.request(
        for: arm, noise: noise(index), base: bases.isEmpty ? nil : bases[index % bases.count])
    }
    // Runs with a base of their own have names of their own.
    if bases.isEmpty, setup.bases != nil { return ArmRequests(count: arm.runs, make: request) }
    let pressure = experiment.pair.isExchanged ? arm.pressure.exchanged : arm.pressure
    let namings = (bases.isEmpty ? [nil] : bases.map(\.id)).map {
      RunNaming(setup: setup.id, base: $0, labels: arm.labels, pressure: pressure)
    }
    return ArmRequests(count: arm.runs, make: request) {
      namings[$0 % namings.count].id(of: noise($0))
    }
  }

  /// One run of an arm.
  ///
  /// - Parameters:
  ///   - base: the shared base that it starts from; with none, and a pretraining, it has one of its
  ///     own, from its own noise.
  ///   - parent: the run whose noise was moved.
  func request(
    for arm: Arm, noise: Noise, base: BaseRequest? = nil, earlier: [RunID] = [],
    parent: RunID? = nil
  ) -> RunRequest {
    let setup = setup(arm.variation)
    return RunRequest(
      setup: setup.id, base: base ?? setup.bases.map { BaseRequest(setup: $0, noise: noise) },
      labels: arm.labels,
      pressure: experiment.pair.isExchanged ? arm.pressure.exchanged : arm.pressure, earlier: earlier, noise: noise, parent: parent)
  }

  /// The address of fresh noise in this experiment.
  func freshSeed(purpose: String, index: Int) -> UInt64 {
    noiseSeed(experiment: experiment.seed, purpose: purpose, index: index)
  }

  /// Replays every driver from what is stored, without training.
  ///
  /// - Throws: `IncompleteError` where the store does not hold every run; `GateError`.
  public func measurements(in contents: StoreContents) throws -> Measurements {
    do {
      return try wholeMeasurements(in: contents)
    } catch let error as IncompleteError {
      throw IncompleteError(missing: error.missing, damaged: contents.damaged)
    }
  }

  private func wholeMeasurements(in contents: StoreContents) throws -> Measurements {
    var arms: [String: [MeasuredArm]] = [:]
    for var driver in drivers() {
      var replay = Replay(driver, prepared: self)
      var round: [MeasuredArm] = []
      while let next = driver.next(after: round) {
        let units = try replay.units(of: next, in: contents)
        round = try replay.measure(units, in: contents)
        arms[driver.purpose, default: []] += round
      }
    }
    return Measurements(
      arms: arms, bases: pretrainingRows(in: contents),
      ladders: try sampledLadders(in: contents))
  }

  /// The rounds that can be named from what is stored: all of them when the experiment is finished,
  /// else up to the first round that is not complete; none before the bases are there.
  public func plannedUnits(in contents: StoreContents) -> [(purpose: String, unit: ArmUnit)] {
    planned(in: contents).units
  }

  /// The same, and how many runs later rounds may ask for, at the most: none of a driver that has
  /// come to its end, though it may have taken fewer than it was given.
  func planned(
    in contents: StoreContents
  ) -> (units: [(purpose: String, unit: ArmUnit)], open: Int) {
    var planned: [(String, ArmUnit)] = []
    var open = 0
    for var driver in drivers() {
      var replay = Replay(driver, prepared: self)
      var round: [MeasuredArm] = []
      var known = 0
      var isEnded = true
      while let next = driver.next(after: round) {
        isEnded = false
        guard let units = try? replay.units(of: next, in: contents) else { break }
        planned += units.map { (driver.purpose, $0) }
        known += units.reduce(0) { $0 + $1.requests.count }
        guard let measured = try? replay.measure(units, in: contents) else { break }
        round = measured
        isEnded = true
      }
      if !isEnded { open += driver.runs - known }
    }
    return (planned, open)
  }

  /// The shared bases that are not stored, by the variation that needs them.
  func missingBases(
    in contents: StoreContents
  ) -> [(variation: SetupVariation, requests: [BaseRequest])] {
    baseVariations.compactMap { variation in
      let missing = baseRequests(variation).filter { contents.bases[$0.id] == nil }
      return missing.isEmpty ? nil : (variation, missing)
    }
  }

  func gateError(in contents: StoreContents) -> GateError {
    let all = baseRequests(.standard)
    let worst = all.compactMap { contents.bases[$0.id]?.gates.min() }
    return GateError(
      bases: all.count, gate: experiment.pretraining?.gate ?? 0,
      best: Double(worst.max() ?? 0), remedy: experiment.learner.moreAbility)
  }
}
