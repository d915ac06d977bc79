import Dispatch
import Experiments
import Foundation
import Reports
import Synchronization

/// Shows how an execution goes on: a bar on a terminal, else a line now and then.
///
/// A clock of its own draws it, so that it speaks within two seconds whatever the work does.
final class ProgressBar: ExecutionProgress {
  private let isTerminal: Bool
  private let quiet: Bool
  /// What is counted, in the plural.
  private let unit: String
  /// Operations a second, until some are measured.
  private let usualRate: Double?
  private let state = Mutex(State())
  /// Used by the initialiser and at the end alone.
  nonisolated(unsafe) private let clock: any DispatchSourceTimer

  private struct State {
    /// What is done that cannot be counted; nil while something is.
    var phase: String?
    var total = 0
    var done = 0
    var trained = 0
    var work = WorkClock()
    var started = ContinuousClock.now
    var shown: ContinuousClock.Instant?
    var drawn = false
    var isActive = false
  }

  /// - Parameters:
  ///   - unit: what is counted, in the plural.
  ///   - usualRate: operations a second, to guess from until some are measured.
  init(quiet: Bool, unit: String = "trainings", usualRate: Double? = nil) {
    self.quiet = quiet
    self.unit = unit
    self.usualRate = usualRate
    isTerminal = Console.errorIsTerminal
    // A queue of its own has a thread of its own: the global ones wait while workers train.
    clock = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "tiltmeter.progress"))
    clock.schedule(deadline: .now() + .milliseconds(200), repeating: .milliseconds(200))
    clock.setEventHandler { [weak self] in self?.tick() }
    clock.resume()
  }

  deinit { clock.cancel() }

  /// Says what is going on that has no count, as `reading the data`.
  func phase(_ text: String) {
    state.withLock { state in
      erase(&state)
      let shown = state.shown
      state = State()
      state.phase = text
      state.isActive = true
      if !isTerminal { state.shown = shown }
    }
  }

  func begin(total: Int, work: [WorkKind: Double]) {
    state.withLock { state in
      erase(&state)
      state = State()
      state.total = total
      state.work = WorkClock(expected: work, usualRate: usualRate)
      state.isActive = true
    }
  }

  func advance(by runs: Int, work: Double, _ kind: WorkKind, trained: Bool) {
    state.withLock { state in
      state.done += runs
      if trained { state.trained += runs }
      state.work.add(work, kind, isNew: trained, at: ContinuousClock.now)
    }
  }

  func end() {
    state.withLock { state in
      erase(&state)
      state.isActive = false
    }
  }

  func found(damagedRows: Int) {
    state.withLock { erase(&$0) }
    Console.error(
      "tiltmeter: warning: \(Wording.count(damagedRows)) stored rows are damaged and left out; "
        + "their runs are trained anew")
  }

  private func erase(_ state: inout State) {
    if isTerminal, state.drawn { Console.errorFragment("\r\u{1B}[K") }
    state.drawn = false
  }

  private func tick() {
    if quiet { return }
    state.withLock { state in
      if !state.isActive { return }
      let now = ContinuousClock.now
      let isFirst = state.shown == nil
      // What is over in a second needs no bar.
      let pause: Duration = isTerminal
        ? isFirst ? .seconds(1) : .milliseconds(190) : isFirst ? .milliseconds(1700) : .seconds(15)
      if now - (state.shown ?? state.started) < pause { return }
      state.shown = now
      let line = line(state, at: now)
      if isTerminal {
        Console.errorFragment("\r\u{1B}[K" + line)
        state.drawn = true
      } else {
        Console.error(line)
      }
    }
  }

  private func line(_ state: State, at now: ContinuousClock.Instant) -> String {
    let elapsed = (now - state.started) / .seconds(1)
    // No terminal is asked where lines are logged.
    let width = isTerminal ? Terminal.width(of: STDERR_FILENO) ?? 80 : 1000
    if let phase = state.phase {
      return String("\(phase) … \(Int(elapsed)) s".prefix(max(0, width - 1)))
    }
    let line = ProgressLine(
      done: state.done, total: state.total, unit: unit,
      rate: state.trained == 0 ? nil : Double(state.trained) / max(elapsed, 1e-9),
      left: state.work.secondsLeft(at: now))
    return line.text(width: width, bar: isTerminal)
  }
}

/// Does work that may take longer than a moment, and says so.
func saying<Result>(
  _ phase: String, quiet: Bool = false, _ work: () throws -> Result
) rethrows -> Result {
  let bar = ProgressBar(quiet: quiet)
  bar.phase(phase)
  defer { bar.end() }
  return try work()
}
