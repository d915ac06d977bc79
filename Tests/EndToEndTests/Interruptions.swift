import Foundation
import Testing

extension Tool {
  /// Runs a command undisturbed, and again in another folder, killed with -9 after each pause and
  /// begun anew with one thread and with two in turn: both must end in the same bytes.
  ///
  /// Where a run ends before its pause is over, as it may on a machine that was busier before, the
  /// pauses are halved and the folder is begun anew, so that every kill comes in time.
  ///
  /// - Parameters:
  ///   - command: without `--out` and `--jobs`.
  ///   - pauses: as shares of the time that the undisturbed run takes, together less than 1.
  static func expectSameBytesAfterKills(
    _ command: [String], pauses: [Double], in scratch: Scratch,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let whole = try run(command + ["--jobs", "2", "--out", "whole"], in: scratch.path)
    var seconds = (clock.now - start) / .seconds(1)
    #expect(whole.code == 0, "\(whole.error)", sourceLocation: sourceLocation)
    var killed = 0
    for _ in 0..<8 * pauses.count where killed < pauses.count {
      let running = try self.start(
        [path] + settled(command) + ["--jobs", "\(killed % 2 + 1)", "--out", "killed"], in: scratch.path)
      Thread.sleep(forTimeInterval: pauses[killed] * seconds)
      let inTime = running.process.isRunning
      if inTime { kill(running.process.processIdentifier, SIGKILL) }
      _ = running.wait()
      if inTime {
        killed += 1
      } else {
        seconds /= 2
        killed = 0
        try FileManager.default.removeItem(atPath: scratch.path + "/killed")
      }
    }
    #expect(
      killed == pauses.count, "too quick to be killed more than \(killed) times",
      sourceLocation: sourceLocation)
    let last = try run(command + ["--jobs", "1", "--out", "killed"], in: scratch.path)
    #expect(last.code == 0, "\(last.error)", sourceLocation: sourceLocation)
    let expected = try scratch.read("whole/summary.json")
    #expect(
      try scratch.read("killed/summary.json") == expected, sourceLocation: sourceLocation)
  }

  /// Runs a command with one thread and with two, and once more: the same bytes, and nothing to
  /// train.
  ///
  /// - Parameter command: with `--quiet`, without `--out`, `--jobs` and `--json`.
  /// - Returns: what it printed.
  static func expectSameBytesWithThreads(
    _ command: [String], in scratch: Scratch, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let one = try run(command + ["--jobs", "1", "--out", "one"], in: scratch.path)
    #expect(one.code == 0, "\(one.error)", sourceLocation: sourceLocation)
    _ = try run(command + ["--jobs", "2", "--out", "two"], in: scratch.path)
    let bytes = try scratch.read("one/summary.json")
    #expect(try scratch.read("two/summary.json") == bytes, sourceLocation: sourceLocation)
    let again = try run(
      command.filter { $0 != "--quiet" } + ["--out", "one", "--json"], in: scratch.path)
    #expect(again.output == bytes, sourceLocation: sourceLocation)
    #expect(again.error.hasPrefix("nothing to train: all "), sourceLocation: sourceLocation)
    return one.output
  }
}
