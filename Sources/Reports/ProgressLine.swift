import Experiments
import Foundation

/// How far some work has come, as one line that fits a terminal of any width.
public struct ProgressLine: Sendable {
  public var done: Int
  public var total: Int
  /// What is counted, in the plural.
  public var unit: String
  /// Units a second; nil where none is finished yet.
  public var rate: Double?
  /// Seconds; nil where nothing is known.
  public var left: Double?

  public init(done: Int, total: Int, unit: String, rate: Double?, left: Double?) {
    self.done = done
    self.total = total
    self.unit = unit
    self.rate = rate
    self.left = left
  }

  /// The most that fits: bar, counts, rate and time; then less and less of it.
  ///
  /// - Parameters:
  ///   - width: characters in a line, at least 1.
  ///   - bar: whether there may be one.
  /// - Returns: at most `width - 1` characters, so that no terminal breaks the line.
  public func text(width: Int, bar: Bool) -> String {
    let room = max(0, width - 1)
    let counts = "\(Wording.count(done)) of \(Wording.count(total))"
    let time = left.map { "\(Self.clock($0)) left" } ?? "time not known yet"
    let speed = rate.map { "\(Self.speed($0))/s, " } ?? ""
    let whole = "\(counts) \(unit), \(speed)\(time)"
    if bar, whole.count + 9 <= room {
      let length = min(30, room - whole.count - 1)
      let share = total == 0 ? 1 : min(1, Double(done) / Double(total))
      let filled = Int(share * Double(length))
      return String(repeating: "█", count: filled)
        + String(repeating: "░", count: length - filled) + " " + whole
    }
    let short = left.map(Self.clock) ?? "?"
    return [
      whole, "\(counts) \(unit), \(time)", "\(counts), \(time)", "\(counts), \(short)", short,
    ].first { $0.count <= room } ?? String(short.prefix(room))
  }

  private static func speed(_ rate: Double) -> String {
    rate < 10 ? String(format: "%.1f", rate) : Wording.count(Int(min(rate, 1e15)))
  }

  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 359_999).rounded(.up))
    let minutes = String(format: "%d:%02d", whole / 60 % 60, whole % 60)
    return whole < 3600 ? minutes : "\(whole / 3600):" + String(
      format: "%02d:%02d", whole / 60 % 60, whole % 60)
  }
}
