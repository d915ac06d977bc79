import Foundation
import Mathematics

/// Log odds of A against B over signed strengths, and L(0) from a curve fitted through them.
///
/// The curve is an average over links, over smooth bends of every size and over changes of slope at
/// zero of every size, each possibly absent (`BendMixture`): the statistical interval. The model
/// range is the same without a chance for "no bend". Where zero lies among strengths with hits of
/// both it interpolates and is strong; far outside it is a hint, and its interval says how weak a
/// hint. The strength of equality is read from the curve without a kink.
public enum DoseResponse {
  static let name = "dose-response"
  /// Below this chance the line is not believed.
  static let lackOfFitAlarm = 0.01
  /// Nats between L(0) and the weakest strength with ten hits of each beyond which an extrapolation
  /// must allow for bends that the strengths cannot show.
  static let farExtrapolation = 1.0

  /// An estimate and, unless it was refused before a fit, the curve behind it.
  public struct Fitted: Sendable {
    public var result: EstimatorResult
    public var curve: DoseCurve?
  }

  /// Fits the curve.
  ///
  /// - Parameters:
  ///   - observations: in any order; those of the same strength and group are added up.
  ///   - grain: what is counted; nil chooses the one that says more.
  ///   - level: of the intervals, in (0, 1).
  ///   - law: what the runs were drawn from.
  ///   - comparesModels: whether the model range and the links by themselves, the detail "models",
  ///     are found too, which changes nothing of the estimate.
  ///   - findsEquality: whether the strength of equality is found too, as above.
  ///   - allowsFlat: whether a curve whose slope is not established is read outside the strengths
  ///     too: for those who have seen to it themselves that they are near.
  /// - Returns: L(0) in nats. Hits count for what they are worth: between runs at the answer grain,
  ///   between bases where there are any (with Student's quantile), never more than independent
  ///   runs. A limit on one side where the response is a line in ln strength rather than in the
  ///   strength, for zero is then no point of the curve. Refused, with what to do: no data, one
  ///   strength, one class only, A and B separated, zero outside the strengths with hits of both
  ///   while the slope is not established, or no limit.
  /// - Complexity: O(cells), and O(strengths^3) with at most 64 strengths, beyond which neighbours
  ///   are taken together: some milliseconds.
  public static func estimate(
    _ observations: [DoseObservation], grain: Grain? = nil, level: Double,
    law: Law = .training, comparesModels: Bool = true, findsEquality: Bool = true,
    allowsFlat: Bool = false
  ) -> Fitted {
    let grain = grain ?? observations.betterGrain
    var result = EstimatorResult(
      estimator: name, grain: grain, estimate: .refused(""), level: level,
      trainings: trainings(observations, grain))
    if let reason = refusal(observations, level: level) {
      result.estimate = .refused(reason)
      return Fitted(result: result)
    }
    let counted = DoseCell.cells(observations, grain: grain)
    if let reason = refusal(DoseCell.pooled(counted)) {
      result.estimate = .refused(reason)
      return Fitted(result: result)
    }
    let cells = DoseGrouping.grouped(counted)
    let tried = DoseCell.pooled(cells)
    guard let whole = DoseFit(cells, grain: grain) else {
      result.estimate = .refused(
        "the fit did not settle: add runs at strengths where both policies come up")
      return Fitted(result: result)
    }
    if whole.usesSandwich && whole.groups == 1 {
      result.estimate = .refused(
        "one base alone says nothing of other bases: pretrain at least two, better"
          + " \(Direct.enoughGroups)")
      return Fitted(result: result)
    }
    let base = narrowed(whole)
    let (axis, gain) = DoseAxis.better(whole.pooled)
    let placed = axis.placed(cells)
    let line = axis.isLogarithm ? DoseFit(placed, grain: grain)?.fit.line : base.fit.line
    guard let slope = base.line(level: level, isBad: base.isBad),
      let free = base.isBad ? base.line(level: level, isBad: false) : slope, let line,
      let bends = DoseBends(
        placed, grain: grain, line: line,
        target: axis.isLogarithm ? -line.logOdds(at: 0) / line.slope : 0,
        allowsKink: !axis.isLogarithm, level: level)
    else {
      let degrees = whole.usesSandwich && whole.groups == 0
        ? DoseCell.pooled(whole.cells).reduce(0) { $0 + $1.runs } - 2 : 1
      result.estimate = .refused(
        degrees < 1
          ? "too few runs to show their own spread: measure at least four runs or two bases"
          : "no curve could be led to zero: the strengths lie too far from it for the distance"
            + " between them; try strengths nearer to zero")
      return Fitted(result: result)
    }
    let curve = DoseCurve(bends, axis: axis, level: level)
    describe(&result, whole: whole, curve: curve, slope: slope, tried: tried)
    if tried.count < DoseCell.pooled(counted).count {
      result.warnings.append(
        "\(DoseCell.pooled(counted).count) strengths were taken together in \(tried.count)"
          + " neighbourhoods")
    }
    if axis.isLogarithm {
      result.details.append(Detail("gain_of_ln_strength", .number(gain)))
      result.estimate = atZero(
        observations.filter { $0.strength == 0 }, grain: grain, level: level, law: law,
        // Toward zero A rises where pressure lowers it.
        side: (line.slope < 0) == (tried.last!.strength > 0) ? .lower : .upper)
      result.warnings.append(
        "a line in ln strength fits better than one in the strength, by \(rounded(gain)) units of"
          + " log likelihood: zero is no point of the curve")
      if findsEquality { equality(&result, bends: bends, axis: axis, line: line) }
      return Fitted(result: result, curve: curve)
    }
    let zero = curve.reading(at: 0)
    let reach = Reach(tried: tried, curve: curve, zero: zero.logOdds)
    result.estimate = conclude(
      &result, zero: zero, slope: free, reach: reach, law: law, allowsFlat: allowsFlat)
    if !reach.isBetween && !((reach.extrapolated ?? .infinity) <= farExtrapolation) {
      result.estimate = allowing(&result, whole: whole, base: base)
    }
    if case .value = result.estimate {
      if comparesModels {
        let range = curve.interval(at: 0, for: .range)
        result.modelRange = range.low == nil || range.high == nil ? nil : range
        result.details.append(curve.links(at: 0))
      }
    }
    if findsEquality { equality(&result, bends: bends, axis: axis, line: line) }
    return Fitted(result: result, curve: curve)
  }

  /// A limit for L(0) from the runs at zero alone, on the side to which the response goes there.
  private static func atZero(
    _ observations: [DoseObservation], grain: Grain, level: Double, law: Law, side: OneSided.Side
  ) -> Estimate {
    func direct(_ level: Double) -> Estimate {
      let groups = Dictionary(grouping: observations) { $0.group ?? 0 }.sorted { $0.key < $1.key }
      let isGrouped = observations.contains { $0.group != nil }
      let counts = groups.map { $0.value.reduce(OutcomeCounts()) { $0 + $1.counts } }
      let shares = groups.map { $0.value.reduce(ShareMoments()) { $0 + $1.shares } }
      switch (grain, isGrouped) {
      case (.run, true): return Direct.estimate(groups: counts, level: level).estimate
      case (.answer, true): return Direct.estimate(groups: shares, level: level).estimate
      case (.run, false):
        return Direct.estimate(counts.reduce(OutcomeCounts(), +), level: level).estimate
      case (.answer, false):
        return Direct.estimate(shares.reduce(ShareMoments(), +), level: level).estimate
      }
    }
    if case .bound(let bound, _) = direct(level), bound.side == side {
      return .bound(bound, law: law)
    }
    // One limit of two at 2 level - 1 is one at the level.
    if level > 0.5, case .value(_, let interval, _) = direct(2 * level - 1),
      let limit = side == .lower ? interval.low : interval.high
    {
      return .bound(OneSided(side, logOdds: limit), law: law)
    }
    return .refused(
      "the response follows ln strength, in which zero is infinitely far: count runs at strength"
        + " 0 directly")
  }

  /// The interval of an extrapolation by more than `farExtrapolation`, joined with the one of a
  /// window around zero that allows for a bend which the strengths cannot show: averages over bends
  /// speak of what strengths show, and far from them a bend of any size is possible.
  private static func allowing(
    _ result: inout EstimatorResult, whole: DoseFit, base: DoseFit
  ) -> Estimate {
    guard case .value(let point, let interval, let law) = result.estimate else {
      return result.estimate
    }
    let local =
      DoseLocalFit(whole, base: base)
      ?? DoseLocalFit(whole, base: base, shapes: CurveShape.straight)
      ?? DoseLocalFit(whole, base: base, shapes: { _ in [.line] })
    guard let local, let curve = local.curve(level: result.level) else { return result.estimate }
    let joined = interval.union(curve.interval(at: 0))
    result.details.append(Detail("bend_allowance_nats", .number(local.window.bias)))
    guard joined.low != nil, joined.high != nil else {
      return .refused("the interval of L(0) was not found: add runs at strengths nearer to zero")
    }
    if local.window.widening > 1 {
      result.warnings.append(
        "the strengths are far from zero: the interval allows for a bend that they cannot show")
    }
    return Estimate.value(logOdds: point, interval: joined, law: law).checked()
  }

  /// Where zero lies among the strengths.
  private struct Reach {
    /// Whether strengths on both sides of zero, or zero itself, were tried.
    let zeroInside: Bool
    /// Whether runs at zero are among those used.
    let zeroTried: Bool
    /// The strength nearest to zero with at least ten hits of each.
    let weakest: Double?
    /// Whether such strengths lie on both sides of zero, or at it.
    let interpolates: Bool
    /// Nats between L(0) and L(weakest); 0 where it interpolates.
    let extrapolated: Double?
    /// Whether strengths on both sides of zero, or zero itself, say something of the curve, be their
    /// hits few: bends between them are then seen, as far as they can be.
    let isBetween: Bool
    /// Hits of the rarer class that the curve expects at a strength which says something of it.
    private static let telling = 1.0

    /// - Parameter zero: L(0).
    init(tried: [DoseCell], curve: DoseCurve, zero: Double) {
      zeroTried = tried.contains { $0.strength == 0 }
      zeroInside = tried.first!.strength <= 0 && tried.last!.strength >= 0
      let solid = tried.filter(\.hasTenOfEach).map(\.strength)
      weakest = solid.min { abs($0) < abs($1) }
      interpolates = (solid.min() ?? 1) <= 0 && (solid.max() ?? -1) >= 0
      extrapolated =
        interpolates ? 0 : weakest.map { abs(curve.logOdds(at: $0) - zero) }
      let telling = zip(curve.bends.pooled, curve.bends.mixture.meanLogOdds).filter {
        $0.hits * logistic(-abs($1)) >= Self.telling
      }.map(\.0.strength)
      isBetween = (telling.min() ?? 1) <= 0 && (telling.max() ?? -1) >= 0
    }
  }

  private static func conclude(
    _ result: inout EstimatorResult, zero: (logOdds: Double, interval: Interval), slope: DoseLine,
    reach: Reach, law: Law, allowsFlat: Bool
  ) -> Estimate {
    result.details += [
      Detail("zero_inside_strengths", .text(reach.zeroInside ? "yes" : "no")),
      Detail("extrapolated_nats", reach.extrapolated.map(DetailValue.number) ?? .text("unknown")),
      Detail(
        "weakest_strength_with_ten_hits_of_each",
        reach.weakest.map(DetailValue.number) ?? .text("none")),
    ]
    if !reach.zeroInside {
      result.warnings.append(
        "zero lies outside the strengths used\(apart(reach.zeroTried)): add strengths on its other"
          + " side")
    }
    if let nats = reach.extrapolated, let weakest = reach.weakest, !reach.interpolates {
      result.warnings.append(
        "extrapolated by \(rounded(nats)) nats, from strength \(weakest), the weakest of those used"
          + " with at least ten hits of each")
    } else if reach.weakest == nil {
      result.warnings.append(
        "no strength used\(apart(reach.zeroTried)) has ten hits of each: the line rests on few hits,"
          + " add runs")
    }
    let established = slope.slopeEstablished
    if established && slope.beta > 0 {
      result.warnings.append(
        "the slope has the wrong sign: pressure toward a policy made the other more likely")
    }
    if !established {
      if !reach.interpolates, !allowsFlat {
        return .refused(
          "the slope is not established and zero lies outside the strengths with ten hits of"
            + " each: add strengths that move the outcome, or runs")
      }
      result.warnings.append("the slope is not established: the strengths hardly move the outcome")
    }
    let interval = zero.interval
    guard interval.low != nil && interval.high != nil else {
      return .refused("the interval of L(0) was not found: add runs at strengths nearer to zero")
    }
    return Estimate.value(logOdds: zero.logOdds, interval: interval, law: law).checked()
  }

  private static func equality(
    _ result: inout EstimatorResult, bends: DoseBends, axis: DoseAxis, line: FirthLogit.Line
  ) {
    let bends = bends.forEquality(level: result.level) ?? bends
    guard let equality = EqualityInterval(bends, line: line, level: result.level) else {
      result.warnings.append("the strength of equality was not found near the tried strengths")
      return
    }
    result.equalStrength = EqualStrength(
      strength: axis.strength(equality.place),
      interval: Interval(
        low: equality.interval.low.map(axis.strength),
        high: equality.interval.high.map(axis.strength)))
    switch (equality.interval.low, equality.interval.high) {
    case (nil, nil):
      result.warnings.append("the strength of equality is unbounded on both sides")
    case (nil, _), (_, nil):
      result.warnings.append(
        "the strength of equality is unbounded on one side: try strengths further out there")
    case (_?, _?): break
    }
    if !equality.isInside {
      result.warnings.append("the strength of equality lies outside the strengths used")
    }
  }

  private static func describe(
    _ result: inout EstimatorResult, whole: DoseFit, curve: DoseCurve, slope: DoseLine,
    tried: [DoseCell]
  ) {
    let bends = curve.bends
    let chances = bends.mixture.bendChances
    result.details += [
      Detail("curve", .text(curve.shape)),
      Detail("slope", .number(slope.beta)),
      Detail("slope_interval", .limits(slope.slopeInterval)),
      Detail("strengths", .numbers(tried.map(\.strength))),
      Detail("hits_a", .numbers(tried.map(\.a))),
      Detail("hits_b", .numbers(tried.map(\.b))),
      Detail("strengths_used", .numbers(bends.strengths.map(curve.axis.strength))),
      Detail("hits_worth", .numbers(bends.pooled.map(\.hits))),
      Detail("chance_of_a_smooth_bend", .number(chances.smooth)),
      Detail("chance_of_a_kink_at_zero", .number(chances.kink)),
    ]
    if let lack = bends.lackOfFit {
      result.details += [
        Detail("lack_of_fit_chi_square", .number(lack.chiSquare)),
        Detail("lack_of_fit_degrees", .number(Double(lack.degrees))),
        Detail("lack_of_fit_p", .number(lack.p)),
      ]
    }
    if let bend = whole.lackOfFit, min(bend.p, bend.bendP) < lackOfFitAlarm, !curve.isLogarithmic {
      result.warnings.append(
        "the response is curved: a straight line in the log odds does not go through the strengths")
    }
    if bends.pooled.count == 2 {
      result.warnings.append(
        "two strengths show no bend: one line was drawn through them, try at least two more")
    }
    if bends.isBad, let lack = bends.lackOfFit {
      result.warnings.append(
        "the curve does not fit (\(chance(lack.p))): the interval was widened by"
          + " the overdispersion, \(rounded(lack.dispersion.squareRoot()))-fold")
    }
    if whole.groups > 0 {
      result.warnings += Direct.groupWarning(whole.groups)
      let spread = ClusterDispersion(whole.rawCells, logOdds: whole.fit.line.logOdds)
      result.details += spread.details + [Detail("hits_divided_by_bases", .number(bends.bases))]
    }
  }

  /// The fit on the strengths between zero and equality, where the whole range does not follow a
  /// line: roughly right, as a start and for the scale of things.
  ///
  /// One strength past either end stays. The farther end is dropped until the line fits; then what
  /// is far from zero, as long as three strengths with hits of both are left.
  static func narrowed(_ whole: DoseFit) -> DoseFit {
    var current = whole
    while let lack = current.lackOfFit {
      let strengths = current.pooled
      if min(lack.p, lack.bendP) >= lackOfFitAlarm { break }
      let equality = current.equality
      let segment = equality.isFinite ? [min(0, equality), max(0, equality)] : [0, 0]
      let mixed = strengths.filter { $0.a > 0 && $0.b > 0 }
      let (first, last) = (strengths[0], strengths[strengths.count - 1])
      let canDropLow = strengths[1].strength <= segment[0]
      let canDropHigh = strengths[strengths.count - 2].strength >= segment[1]
      let dropLow: Bool
      if canDropLow || canDropHigh {
        let lowIsFarther = segment[0] - first.strength >= last.strength - segment[1]
        dropLow = canDropLow && (!canDropHigh || lowIsFarther)
      } else {
        dropLow = abs(first.strength) > abs(last.strength)
      }
      let end = dropLow ? first : last
      if mixed.count - (end.a > 0 && end.b > 0 ? 1 : 0) < 3 { break }
      guard let next = current.without(end.strength) else { break }
      current = next
    }
    return current
  }

  private static func trainings(_ observations: [DoseObservation], _ grain: Grain) -> Int {
    observations.reduce(0) { $0 + (grain == .run ? $1.counts.runs : $1.shares.runs) }
  }

  private static func refusal(_ observations: [DoseObservation], level: Double) -> String? {
    let valid = observations.allSatisfy { $0.counts.isValid && $0.shares.isValid }
    if let reason = Direct.invalid(level, valid) { return reason }
    if observations.isEmpty { return "nothing was measured: measure runs at several strengths" }
    if !observations.allSatisfy({ $0.strength.isFinite }) {
      return "a strength is not a finite number: check the data"
    }
    let groups = observations.count { $0.group != nil }
    if groups != 0 && groups != observations.count {
      return "some runs have a base and some have none: estimate them apart"
    }
    return nil
  }

  private static func refusal(_ tried: [DoseCell]) -> String? {
    if tried.isEmpty {
      return "no run is A's or B's at any strength used: lower the threshold, or read the answer"
        + " grain where there is one"
    }
    let strengths = "strengths \(tried.first!.strength) to \(tried.last!.strength)"
    for (policy, side, isMissing) in [
      ("B", "positive", tried.allSatisfy { $0.b == 0 }),
      ("A", "negative", tried.allSatisfy { $0.a == 0 }),
    ] where isMissing {
      return "\(policy) never came up at \(strengths): try stronger pressure toward \(policy)"
        + " (\(side) strengths), and see whether the learner can be \(policy) at all"
    }
    if tried.count == 1 {
      let only = tried[0].strength
      return "of the strengths used\(apart(only == 0)) only \(only) has hits, which gives no slope:"
        + " try at least three"
    }
    if let separation = Separation(tried) {
      let (first, last) = separation.aIsBelow ? ("A", "B") : ("B", "A")
      if separation.below == separation.above {
        return "A and B share one strength, \(separation.below), and no other: every \(first) lies at"
          + " or below it, every \(last) at or above: place strengths just beside it"
      }
      return "no overlap: every \(first) lies at or below strength \(separation.below), every"
        + " \(last) at or above \(separation.above): place strengths between and next to them"
    }
    return nil
  }

  /// Why zero's runs, which a table of all strengths shows, are not among those used.
  private static func apart(_ isUsed: Bool) -> String {
    isUsed ? "" : " (runs at zero are direct's)"
  }

  private static func rounded(_ value: Double) -> String { String(format: "%.2f", value) }

  private static func chance(_ p: Double) -> String {
    p < 1e-4 ? "p < 0.0001" : String(format: "p = %.4f", p)
  }
}
