import Runs

/// Sums over runs of what is kept of text: means are what summaries show.
public struct TextSums: Sendable, Equatable {
  /// Runs whose probabilities are numbers: diverged ones have none.
  public private(set) var runs = 0
  private var sums: [Double]

  /// Where each sum stands; two more for each reference follow.
  private enum Place: Int, CaseIterable {
    case probabilityA, probabilityB, outside, outsideRuns, within, unseen, unseenRuns
    case negativeEntropy, loss
  }

  init(references: Int) {
    sums = Array(repeating: 0, count: Place.allCases.count + 2 * references)
  }

  var references: Int { (sums.count - Place.allCases.count) / 2 }

  /// Adds one run.
  mutating func add(_ text: TextReadout, loss: Double) {
    let values = [text.probabilityA, text.probabilityB, text.negativeEntropy]
      + text.references.map(\.expectedLog)
    guard loss.isFinite, values.allSatisfy(\.isFinite), text.references.count == references
    else { return }
    runs += 1
    add(.probabilityA, Double(text.probabilityA))
    add(.probabilityB, Double(text.probabilityB))
    add(.negativeEntropy, Double(text.negativeEntropy))
    add(.loss, loss)
    if let outside = text.outside {
      add(.outside, Double(outside))
      add(.outsideRuns, 1)
      if text.reading == .within { add(.within, 1) }
    }
    if let unseen = text.unseen {
      add(.unseen, Double(unseen))
      add(.unseenRuns, 1)
    }
    for (index, reference) in text.references.enumerated() {
      sums[Place.allCases.count + 2 * index] += Double(reference.alike)
      sums[Place.allCases.count + 2 * index + 1] += Double(reference.expectedLog)
    }
  }

  private mutating func add(_ place: Place, _ value: Double) { sums[place.rawValue] += value }

  private func mean(_ place: Place, over count: Double? = nil) -> Double? {
    let count = count ?? Double(runs)
    return count > 0 ? sums[place.rawValue] / count : nil
  }

  var probabilityA: Double? { mean(.probabilityA) }
  var probabilityB: Double? { mean(.probabilityB) }
  /// Of what is no answer; nil where nothing could be.
  var outside: Double? { mean(.outside, over: sums[Place.outsideRuns.rawValue]) }
  /// Whether answers were read within the language, so that what is outside counts for nothing.
  var isWithin: Bool { sums[Place.within.rawValue] > 0 }
  var unseen: Double? { mean(.unseen, over: sums[Place.unseenRuns.rawValue]) }
  var negativeEntropy: Double? { mean(.negativeEntropy) }
  var loss: Double? { mean(.loss) }

  func alike(_ reference: Int) -> Double? {
    runs > 0 ? sums[Place.allCases.count + 2 * reference] / Double(runs) : nil
  }

  func expectedLog(_ reference: Int) -> Double? {
    runs > 0 ? sums[Place.allCases.count + 2 * reference + 1] / Double(runs) : nil
  }

  static func + (left: TextSums, right: TextSums) -> TextSums {
    var sum = left
    sum.runs += right.runs
    for i in sum.sums.indices { sum.sums[i] += right.sums[i] }
    return sum
  }

  /// The same runs where the policies of the pair are exchanged.
  var exchanged: TextSums {
    var result = self
    result.sums.swapAt(Place.probabilityA.rawValue, Place.probabilityB.rawValue)
    return result
  }

  /// As words of 64 bits.
  var words: [Int] { [runs] + sums.map { Int(bitPattern: UInt($0.bitPattern)) } }

  /// - Parameter words: as many as an empty one with these references has.
  init(words: [Int]) {
    runs = words[0]
    sums = words.dropFirst().map { Double(bitPattern: UInt64(UInt(bitPattern: $0))) }
  }
}
