import Foundation
import Runs
import Testing

import Experiments

@Suite struct StoreTests {
  private func readout(_ index: Int) -> Readout {
    Readout(
      answers: (0..<(5 + index % 4)).map { DiagnosticAnswer(rawValue: UInt8(($0 + index) % 3))! },
      confirmation: [.a, .b, .other], trainingRight: index, trainingCount: 10,
      score: Float(index) - 2.5, scoreA: 1 - Float(index),
      named: (0..<index % 3).map { NamedHits(all: UInt16(300 * $0 + index), alone: 7) },
      gate: Float(index) / 10, gradientRatio: Double(index) / 7, finalLoss: 0.1)
  }

  private func run(_ index: Int) -> StoredRun {
    StoredRun(
      id: RunID(high: UInt64(index), low: 7), setup: SetupID(high: 1, low: 2),
      strength: index % 2 == 0 ? 0 : -0.25, seed: .max - UInt64(index),
      lineage: index < 4
        ? nil
        : StoredLineage(
          parent: RunID(high: UInt64(index / 2), low: 7),
          cosine: index % 2 == 0
            ? [.initialWeights: 0.1 + 1 / Double(index)] : [.baseOrder: 0.5, .batchOrder: 0]),
      readout: readout(index))
  }

  @Test func whatIsStoredComesBack() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = ExperimentFolder(path: path)
    try folder.prepare()
    let shard = try folder.ownShard()
    let runs = (0..<9).map(run)
    let block = StoredBlock(id: Fingerprint(high: 3, low: 4), data: [1, 2, 3])
    try shard.store(runs.map(\.record) + [block.record])
    let contents = try folder.contents()
    #expect(contents.damaged == 0)
    #expect(contents.runs.count == runs.count)
    for run in runs {
      let found = try #require(contents.runs[run.id])
      #expect(found.readout == run.readout)
      #expect(found.seed == run.seed)
      #expect(found.strength == run.strength)
      #expect(found.setup == run.setup)
      #expect(found.lineage == run.lineage)
    }
    // 8 was moved from 4, 4 from 2, which is fresh.
    let noise = try #require(contents.noise(of: runs[8].id))
    let by: (Int) -> [NoiseBlock: Double] = { [.initialWeights: 0.1 + 1 / Double($0)] }
    let expected = Noise.moved(
      from: .moved(from: .seed(.max - 2), cosine: by(4), seed: .max - 4), cosine: by(8),
      seed: .max - 8)
    #expect(noise.depth == 2)
    #expect(
      noise.latents(.initialWeights, count: 9) == expected.latents(.initialWeights, count: 9))
    #expect(contents.noise(of: RunID(high: 77, low: 7)) == nil)
    #expect(contents.blocks[block.id]?.data == block.data)
  }

  /// A shard of another form is no shard, and is said to be none.
  @Test func anotherFormIsRefused() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = ExperimentFolder(path: path)
    try folder.prepare()
    _ = try folder.ownShard()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
    shell.arguments = [path + "/shards/runs.sqlite", "PRAGMA user_version = 5"]
    try shell.run()
    shell.waitUntilExit()
    #expect(throws: StoreError.self) { try folder.contents() }
    #expect(throws: StoreError.self) { try folder.ownShard() }
  }

  @Test func aFolderHasOneWriter() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = ExperimentFolder(path: path)
    try first.prepare()
    #expect(throws: StoreError.self) { try ExperimentFolder(path: path).prepare() }
    withExtendedLifetime(first) {}
  }

  @Test(arguments: 0..<20) func answersPackAndUnpack(count: Int) {
    let answers = (0..<count).map { DiagnosticAnswer(rawValue: UInt8(($0 * 7 + count) % 3))! }
    #expect(AnswerCodes.unpack(AnswerCodes.pack(answers)) == answers)
  }

  @Test func brokenCodesAreRefused() {
    #expect(AnswerCodes.unpack([1, 0, 0]) == nil)
    #expect(AnswerCodes.unpack([5, 0, 0, 0, 0]) == nil)
    #expect(AnswerCodes.unpack([1, 0, 0, 0, 3]) == nil)
  }
}
