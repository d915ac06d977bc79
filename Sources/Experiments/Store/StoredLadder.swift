import Estimation
import Runs

/// The states at the target of one ladder of a posterior, as the store keeps them.
public struct StoredLadder: Sendable {
  /// One state each, in the order of steps; `ladder` is the ladder's index.
  public let samples: [PosteriorSample]
  public let report: LadderReport

  init(samples: [PosteriorSample], report: LadderReport) {
    self.samples = samples
    self.report = report
  }

  /// The same states where the policies of the pair are exchanged.
  var exchanged: StoredLadder {
    StoredLadder(
      samples: samples.map { sample in
        var other = sample
        (other.shareA, other.shareB) = (sample.shareB, sample.shareA)
        other.outcome = sample.outcome == .a ? .b : sample.outcome == .b ? .a : sample.outcome
        return other
      }, report: report)
  }

  func record(id: ArtifactID) -> StoredRecord {
    // Lineages are renumbered in the order in which they come up: small enough for a Float.
    var names: [Int: Int] = [:]
    let lineages = samples.map { sample in
      if let name = names[sample.lineage] { return name }
      let name = names.count
      names[sample.lineage] = name
      return name
    }
    return StoredRecord(
      .ladder, id: id,
      body: PackedNumbers.pack([
        [Float(samples.first?.ladder ?? 0)], samples.map { Float($0.outcome.rawValue) },
        lineages.map { Float($0) }, samples.map { Float($0.shareA) },
        samples.map { Float($0.shareB) }, report.powers.map { Float($0) },
        report.steps.map { Float($0) }, report.acceptance.map { Float($0) },
        report.swaps.map { Float($0) },
      ]))
  }

  package init?(_ record: StoredRecord) {
    guard record.kind == .ladder, let parts = PackedNumbers.unpack(record.body),
      parts.count == 9, let ladder = parts[0].first.flatMap({ Int(exactly: $0) }),
      Set(parts[1...4].map(\.count)).count == 1
    else { return nil }
    var samples: [PosteriorSample] = []
    for step in parts[1].indices {
      guard let code = UInt8(exactly: parts[1][step]), let outcome = SampleClass(rawValue: code),
        let lineage = Int(exactly: parts[2][step])
      else { return nil }
      samples.append(
        PosteriorSample(
          ladder: ladder, step: step, lineage: lineage, outcome: outcome,
          shareA: Double(parts[3][step]), shareB: Double(parts[4][step])))
    }
    self.samples = samples
    report = LadderReport(
      powers: parts[5].map(Double.init), steps: parts[6].map(Double.init),
      acceptance: parts[7].map(Double.init), swaps: parts[8].map(Double.init))
  }
}
