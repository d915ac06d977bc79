import Foundation

/// Step sizes of moves over noise in named blocks, adapted between levels.
///
/// With several blocks half of the moves touch all of them and half a single one, chosen by an
/// addressed draw that knows nothing of the state: each kind leaves the law as it is, so their
/// mixture does. Single-block moves find each block's own step; the joint ones use these steps
/// times a common factor. So a block on which the score hangs chaotically gets a small step and
/// does not hold back the others.
struct MoveSteps: Hashable, Sendable {
  /// The share of accepted moves that steps are adapted toward: near the best for moves that are
  /// kept inside a region (Papaioannou, Betz, Zwirglmaier & Straub 2015, "MCMC algorithms for
  /// subset simulation", Prob. Eng. Mech. 41; the number was recalled, not read again).
  static let target = 0.44
  /// Smallest and largest angle: the largest is fresh noise.
  static let angles = 0.002...(Double.pi / 2)

  let blocks: [String]
  /// Angles, with cosine r = cos(angle), of single-block moves; in radians.
  private(set) var single: [Double]
  /// What the joint move multiplies the single angles by.
  private(set) var joint: Double
  /// Cosines by scope, as they are until the next adaptation: every round asks for them.
  private(set) var cosines: [[String: Double]] = []
  private var tried: [Int]
  private var accepted: [Int]

  /// - Parameters:
  ///   - blocks: names; at least one.
  ///   - angle: at the start, in radians.
  init(blocks: [String], angle: Double = 0.8) {
    self.blocks = blocks
    single = Array(repeating: angle, count: blocks.count)
    joint = 1
    tried = Array(repeating: 0, count: blocks.count + 1)
    accepted = tried
    cosines = (0..<scopes).map(cosine)
  }

  /// Kinds of moves: all blocks, then each block alone where there are several.
  var scopes: Int { blocks.count == 1 ? 1 : blocks.count + 1 }

  func scope(_ draws: AddressedDraws, _ address: Int) -> Int {
    if scopes == 1 { return 0 }
    let u = draws.uniform(.scope, address)
    return u < 0.5 ? 0 : min(blocks.count, 1 + Int((u - 0.5) * 2 * Double(blocks.count)))
  }

  /// Cosines of a move, by block.
  private func cosine(scope: Int) -> [String: Double] {
    if scope > 0 { return [blocks[scope - 1]: cos(single[scope - 1])] }
    return Dictionary(
      zip(blocks, single.map { cos(Self.limited($0 * joint)) }), uniquingKeysWith: { $1 })
  }

  mutating func count(scope: Int, accepted isAccepted: Bool) {
    tried[scope] += 1
    if isAccepted { accepted[scope] += 1 }
  }

  /// The share of moves accepted since the last adaptation; nil without moves.
  var acceptance: Double? {
    let all = tried.reduce(0, +)
    return all == 0 ? nil : Double(accepted.reduce(0, +)) / Double(all)
  }

  /// Changes the steps by what was counted, and counts anew: ln angle moves by twice the excess of
  /// the acceptance over its target, about half a Newton step where a half-space is sampled.
  mutating func adapt() {
    for i in blocks.indices where scopes > 1 {
      single[i] = Self.limited(single[i] * factor(i + 1))
    }
    if scopes == 1 {
      single[0] = Self.limited(single[0] * factor(0))
    } else {
      joint = min(max(joint * factor(0), 1e-3), 2)
    }
    tried = Array(repeating: 0, count: tried.count)
    accepted = tried
    cosines = (0..<scopes).map(cosine)
  }

  /// Weighs few moves less: their acceptance is mostly noise.
  private func factor(_ scope: Int) -> Double {
    if tried[scope] == 0 { return 1 }
    let n = Double(tried[scope])
    let excess = Double(accepted[scope]) / n - Self.target
    return exp(2 * excess * n / (n + 20))
  }

  private static func limited(_ angle: Double) -> Double {
    min(max(angle, angles.lowerBound), angles.upperBound)
  }
}
