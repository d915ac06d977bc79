import Foundation
import Runs
import Testing

import Experiments

/// What is written reads back as itself, bit for bit, and what is damaged is told.
@Suite struct StoredRecordTests {
  private static let doubles: [Double] = [
    0, -0.0, 1, -1, .nan, -.nan, .signalingNaN, Double(nan: 5, signaling: false), .infinity,
    -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
    -.leastNonzeroMagnitude, .leastNormalMagnitude, 0.1, 1e15, 9_007_199_254_740_993,
    Double(Int64.max),
  ]
  private static let floats: [Float] = [
    0, -0.0, 1, .nan, -.nan, .signalingNaN, .infinity, -.infinity, .greatestFiniteMagnitude,
    .leastNonzeroMagnitude, 0.1,
  ]
  private static let integers = [0, 1, -1, .max, .min, 1 << 40]

  private static func run(_ index: Int) -> StoredRun {
    func pick<Value>(_ values: [Value], _ step: Int) -> Value { values[index * step % values.count] }
    let ids = [UInt64.min, .max, 1, 1 << 63]
    return StoredRun(
      id: RunID(high: UInt64(index), low: pick(ids, 1)), setup: SetupID(high: pick(ids, 3), low: 9),
      strength: pick(doubles, 1), seed: pick(ids, 5),
      lineage: index % 3 == 0
        ? nil
        : StoredLineage(
          parent: RunID(high: pick(ids, 7), low: 1),
          cosine: [.initialWeights: pick(doubles, 11), .batchOrder: pick(doubles, 13)]),
      readout: Readout(
        answers: (0..<index % 9).map { DiagnosticAnswer(rawValue: UInt8(($0 + index) % 3))! },
        confirmation: (0..<index % 5).map { DiagnosticAnswer(rawValue: UInt8($0 % 3))! },
        trainingRight: pick(integers, 5), trainingCount: pick(integers, 1), score: pick(floats, 1),
        scoreA: pick(floats, 2),
        named: (0..<index % 4).map { NamedHits(all: .max - UInt16($0), alone: UInt16($0)) },
        gate: pick(floats, 3), gradientRatio: pick(doubles, 5), finalLoss: pick(doubles, 7),
        text: index % 2 == 0 ? nil : text(index)))
  }

  private static func text(_ index: Int) -> TextReadout {
    func pick(_ step: Int) -> Float { floats[index * step % floats.count] }
    return TextReadout(
      probabilityA: pick(1), probabilityB: pick(2), outside: index % 3 == 0 ? nil : pick(3),
      reading: index % 3 == 0 ? nil : index % 3 == 1 ? .all : .within,
      unseen: index % 5 == 0 ? nil : pick(4), negativeEntropy: pick(5),
      references: (0..<index % 4).map {
        ReferenceLikeness(alike: pick(6 + $0), expectedLog: pick(7 + $0))
      })
  }

  /// Every column takes every value of its list: the steps are coprime to the lists' lengths.
  @Test func everyColumnComesBackBitForBit() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = ExperimentFolder(path: path)
    try folder.prepare()
    let runs = (0..<400).map(Self.run)
    try folder.ownShard().store(runs.map(\.record))
    let contents = try folder.contents()
    #expect(contents.damaged == 0)
    #expect(contents.runs.count == runs.count)
    for run in runs {
      let found = try #require(contents.runs[run.id])
      #expect(found.record == run.record)
      let (left, right) = (found.readout, run.readout)
      #expect(found.strength.bitPattern == run.strength.bitPattern)
      #expect(left.gradientRatio.bitPattern == right.gradientRatio.bitPattern)
      #expect(left.finalLoss.bitPattern == right.finalLoss.bitPattern)
      #expect(left.score.bitPattern == right.score.bitPattern)
      #expect(left.scoreA.bitPattern == right.scoreA.bitPattern)
      #expect(left.gate.bitPattern == right.gate.bitPattern)
      #expect(left.trainingRight == right.trainingRight && left.named == right.named)
      #expect(left.answers == right.answers && left.confirmation == right.confirmation)
      #expect((left.text == nil) == (right.text == nil))
      #expect(left.text?.outside?.bitPattern == right.text?.outside?.bitPattern)
      #expect(left.text?.unseen?.bitPattern == right.text?.unseen?.bitPattern)
      #expect(left.text?.reading == right.text?.reading)
      #expect(left.text?.references.count == right.text?.references.count)
      #expect(found.seed == run.seed && found.setup == run.setup)
      #expect(
        found.lineage?.cosine.mapValues(\.bitPattern) == run.lineage?.cosine.mapValues(\.bitPattern))
    }
  }

  @Test func executionsComeBack() throws {
    let record = Execution.Record(
      started: "2026-01-01T00:00:00Z", host: "ü", workers: 7, command: "tiltmeter run\n'x'",
      trained: 1 << 40, seconds: 0.1,
      setups: [SetupID(high: 1, low: 2), SetupID(high: .max, low: 0)])
    let found = try #require(Execution.Record(record.record))
    #expect(found.record == record.record)
    #expect(found.command == record.command && found.setups == record.setups)
    // Numbers that sums would stumble over are no record.
    for (workers, trained, seconds) in [
      (-1, 1, 1.0), (1, -1, 1), (1, .max, 1), (1, 1, .nan), (1, 1, .infinity), (1, 1, -1),
    ] {
      let wrong = Execution.Record(
        started: "", host: "", workers: workers, command: "", trained: trained, seconds: seconds,
        setups: [])
      #expect(Execution.Record(wrong.record) == nil)
    }
  }

  /// No bytes make a decoder trap: every beginning of a record, and every byte of it changed.
  @Test func bytesThatAreNoRecordAreRefused() {
    let execution = Execution.Record(
      started: "now", host: "h", workers: 1, command: "c", trained: 3, seconds: 1,
      setups: [SetupID(high: 1, low: 2)])
    for record in [Self.run(7).record, Self.run(8).record, Self.run(9).record, execution.record] {
      for count in 0..<record.body.count {
        let short = StoredRecord(record.kind, id: record.id, body: Array(record.body[..<count]))
        #expect(StoredRun(short) == nil)
        #expect(Execution.Record(short) == nil)
      }
      for place in record.body.indices {
        for value in [0, 0x7f, 0x80, 0xff] as [UInt8] {
          var body = record.body
          body[place] = value
          for kind in StoredRecord.Kind.allCases {
            let changed = StoredRecord(kind, id: record.id, body: body)
            // Either is fine; what counts is that all of them return.
            _ = (StoredRun(changed), Execution.Record(changed), StoredBase(changed))
            _ = (StoredAnswers(changed), StoredLadder(changed), StoredBlock(changed))
          }
        }
      }
    }
  }

  /// A change of any single bit, of the kind, the name or the body, changes the checksum.
  @Test func theChecksumSeesEveryBit() {
    let record = Self.run(8).record
    var seen: Set<Int64> = [record.checksum]
    var count = 1
    func look(_ other: StoredRecord) {
      count += 1
      seen.insert(other.checksum)
    }
    for bit in 0..<8 * record.body.count {
      var body = record.body
      body[bit / 8] ^= 1 << UInt8(bit % 8)
      look(StoredRecord(record.kind, id: record.id, body: body))
    }
    for bit in 0..<64 {
      let (high, low) = (record.id.high, record.id.low)
      look(
        StoredRecord(
          record.kind, id: Fingerprint(high: high ^ 1 << UInt64(bit), low: low), body: record.body))
      look(
        StoredRecord(
          record.kind, id: Fingerprint(high: high, low: low ^ 1 << UInt64(bit)), body: record.body))
    }
    for kind in StoredRecord.Kind.allCases where kind != record.kind {
      look(StoredRecord(kind, id: record.id, body: record.body))
    }
    look(StoredRecord(record.kind, id: record.id, body: record.body + [0]))
    #expect(seen.count == count)
  }
}
