import Experiments
import Foundation
import Synchronization

/// Shows how an execution goes on: a bar on a terminal, else a line now and then.
final class ProgressBar: ExecutionProgress {
  private let isTerminal: Bool
  private let quiet: Bool
  /// What is counted, in the plural.
  private let unit: String
  private let state = Mutex(State())

  private struct State {
    var total = 0
    var done = 0
    var trained = 0
    var started = ContinuousClock.now
    var shown: ContinuousClock.Instant?
    var drawn = false
  }

  init(quiet: Bool, unit: String = "trainings") {
    self.quiet = quiet
    self.unit = unit
    isTerminal = Console.errorIsTerminal
  }

  func begin(total: Int) {
    state.withLock {
      $0 = State()
      $0.total = total
    }
  }

  func advance(by runs: Int, trained: Bool) {
    if quiet { return }
    state.withLock { state in
      state.done += runs
      if trained { state.trained += runs }
      let now = ContinuousClock.now
      let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(15)
      if state.trained == 0 || now - (state.shown ?? state.started) < pause { return }
      state.shown = now
      state.drawn = true
      let line = line(state, at: now, bar: isTerminal)
      if isTerminal { Console.errorFragment("\r\u{1B}[K" + line) } else { Console.error(line) }
    }
  }

  func end() {
    state.withLock { state in
      if isTerminal, state.drawn { Console.errorFragment("\r\u{1B}[K") }
      state.drawn = false
    }
  }

  func found(damagedRows: Int) {
    Console.error(
      "tiltmeter: warning: \(Wording.count(damagedRows)) stored rows are damaged and left out; "
        + "their runs are trained anew")
  }

  private func line(_ state: State, at now: ContinuousClock.Instant, bar: Bool) -> String {
    let elapsed = (now - state.started) / .seconds(1)
    let rate = Double(state.trained) / max(elapsed, 1e-9)
    let left = Double(max(0, state.total - state.done)) / max(rate, 1e-9)
    var text = "\(Wording.count(state.done)) of \(Wording.count(state.total)) \(unit), "
      + "\(Wording.count(Int(rate)))/s, \(Self.clock(left)) left"
    if bar {
      let width = max(0, min(30, 78 - text.count))
      let share = state.total == 0 ? 1 : Double(state.done) / Double(state.total)
      let filled = min(width, Int(share * Double(width)))
      text = String(repeating: "█", count: filled)
        + String(repeating: "░", count: width - filled) + " " + text
    }
    return text
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 359_999).rounded(.up))
    let minutes = String(format: "%d:%02d", whole / 60 % 60, whole % 60)
    return whole < 3600 ? minutes : "\(whole / 3600):" + String(
      format: "%02d:%02d", whole / 60 % 60, whole % 60)
  }
}
