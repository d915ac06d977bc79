import Documents
import Runs

/// Two handwritten digits side by side, each of which tells the class in training.
///
/// Every input is a picture of 8 rows and 16 columns, row by row: an image of one of two digits on
/// the left and one of two others on the right. In training both sides show the digit of the same
/// class; on diagnostic inputs they conflict. Pixels are ink/8, so that their root mean square is
/// about one (0.97 over all images); a side's noise adds amplitude times a uniform number in
/// (-1, 1) to each of its pixels, fresh for every row.
///
/// No image serves on the same side in two sets, but for agreeing inputs: they are made of the
/// images of the pressure pool, which they are there to thin out, with partners of the same class.
/// Within a set images serve again, with other partners, where a set asks for more pairs than it
/// has images; no pair comes twice.
public struct TwoDigits: TaskKind {
  public static let name = "two-digits"
  public static let summary =
    "two handwritten digits side by side, either of which tells the class (real images)"

  let left: [Int]
  let right: [Int]
  let leftNoise: Double
  let rightNoise: Double
  let sizes: PoolSizes
  let seed: Int
  /// The side whose images make groups of the readout inputs; nil for none.
  private var groupSide: Side?
  /// Where to point when sets are too large.
  private let positions: [PoolName: SourcePosition]

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    left = Self.readDigits("left", default: [0, 1], settings)
    right = Self.readDigits("right", default: [3, 8], settings)
    leftNoise = settings.number(
      "left-noise", default: 0, in: 0...10, "deviation of the noise on the left digit")
    rightNoise = settings.number(
      "right-noise", default: 0, in: 0...10, "deviation of the noise on the right digit")
    sizes = PoolSizes(reading: settings, defaults: [200, 100, 100, 50])
    seed = readSeed(settings)
    positions = Dictionary(
      uniqueKeysWithValues: PoolName.sized.map { ($0, settings.position(of: $0.rawValue)) })
    if settings.isSoundSoFar, let diagnostic = tooManyPairs() {
      settings.diagnostics.report(
        diagnostic.position, diagnostic.problem, remedy: diagnostic.remedy)
    }
  }

  public var policies: [PolicyDescription] {
    zip(["left", "right"], [left[1], right[1]]).map { side, digit in
      PolicyDescription(
        name: side,
        summary: "1 where the \(side) digit is \(digit == 8 ? "an" : "a") \(digit)")
    }
  }

  /// The side of a picture.
  enum Side: String, CaseIterable {
    case left
    case right
  }

  public static let groupings: String? = "left or right, the side whose images serve again"

  public func grouped(by key: String) -> (any TaskKind)? {
    guard let side = Side(rawValue: key) else { return nil }
    var result = self
    result.groupSide = side
    return result
  }

  public func encode(pair: PolicyPair) throws -> EncodedTask {
    let images = DigitImages.all
    let pairs = Dictionary(
      uniqueKeysWithValues: PoolName.allCases.map { ($0, imagePairs(in: $0)) })
    let side = DigitImages.side
    let noise = PoolName.allCases.map {
      TaskRandom(seed: seed, purpose: "two-digits/noise/\($0.rawValue)")
    }
    let groups = groupSide.map { side in
      Pool.numbered(
        imagePairs(in: .readout).map { "\(side == .left ? $0.left : $0.right)" })
    }
    return encodeTwoClasses(
      policies: policies.map(\.name), pair: pair, sizes: sizes, width: 2 * side * side,
      readoutGroups: groups
    ) { pool, index, _, _, values in
      guard let (l, r) = pairs[pool]?[index] else { return nil }
      let random = noise[PoolName.allCases.firstIndex(of: pool) ?? 0]
      for line in 0..<side {
        for (image, amplitude, offset) in [(l, leftNoise, 0), (r, rightNoise, side)] {
          for column in 0..<side {
            let ink = images.pixels[(image * side + line) * side + column]
            let draw = random.uniform((index * side + line) * 2 * side + offset + column)
            values.append(Float(Double(ink) / 8 + amplitude * (2 * draw - 1)))
          }
        }
      }
      return "\(pool.rawValue):\(index + 1) (image \(l + 1) beside image \(r + 1))"
    }
  }

  /// The images of each row of a set, as indices into `DigitImages.all`.
  package func imagePairs(in pool: PoolName) -> [(left: Int, right: Int)] {
    let source = pool == .agreeing ? .pressure : pool
    var lefts = (0..<2).map { share(of: left[$0], in: source, side: "left") }
    var rights = (0..<2).map { share(of: right[$0], in: source, side: "right") }
    if pool == .agreeing {
      // From the other end, so that a mixed pool, which takes the first rows of either, has as many
      // different images as can be.
      lefts = lefts.map { $0.reversed() }
      rights = rights.map { $0.reversed() }
    }
    return (0..<sizes[pool]).map { row in
      let y = row % 2
      let (ls, rs) = (lefts[y], rights[pool.agrees ? y : 1 - y])
      // Walks down both lists at once; after each full common round the right one is shifted, so
      // that every image serves equally often and no pair comes twice before all have come.
      let step = row / 2
      let round = step / (ls.count / greatestCommonDivisor(ls.count, rs.count) * rs.count)
      return (ls[step % ls.count], rs[(step + round) % rs.count])
    }
  }

  /// The images of a digit that one set has on one side: the fewest that form its pairs, and of the
  /// rest a share in proportion to the set's size.
  private func share(of digit: Int, in pool: PoolName, side: String) -> [Int] {
    let images = DigitImages.all.images(of: digit)
    let order = TaskRandom(seed: seed, purpose: "two-digits/\(side)/\(digit)")
      .permutation(images.count)
    let spare = images.count - PoolName.sized.reduce(0) { $0 + fewestImages(for: $1) }
    var (rows, start) = (0, 0)
    for name in PoolName.sized {
      // Differences of rounded-down cumulative shares add up to the whole.
      let extra = spare * (rows + sizes[name]) / sizes.total - spare * rows / sizes.total
      let end = start + fewestImages(for: name) + extra
      if name == pool { return order[start..<end].map { images[$0] } }
      (rows, start) = (rows + sizes[name], end)
    }
    return []
  }

  /// The fewest images of each digit that form a set's pairs: with n on either side there are n²
  /// of a class.
  private func fewestImages(for pool: PoolName) -> Int {
    let pairs = (sizes[pool] + 1) / 2
    var images = Int(Double(pairs).squareRoot())
    while images * images < pairs { images += 1 }
    return images
  }

  /// A diagnostic, at the largest set, if the four sets need more images than a digit has.
  private func tooManyPairs() -> Diagnostic? {
    let images = (left + right).map { DigitImages.all.images(of: $0).count }.min() ?? 0
    let needed = PoolName.sized.reduce(0) { $0 + fewestImages(for: $1) }
    guard needed > images,
      let largest = PoolName.sized.max(by: { sizes[$0] < sizes[$1] }),
      let position = positions[largest]
    else { return nil }
    let left = max(0, images - (needed - fewestImages(for: largest)))
    return Diagnostic(
      position, "`\(largest.rawValue)` asks for \(sizes[largest]) pairs of images",
      remedy: "beside the other sets' sizes at most \(2 * left * left) different pairs can be "
        + "formed: each set has images of its own, and there are \(images) of the rarest digit")
  }

  private static func readDigits(
    _ key: String, default fallback: [Int], _ settings: SettingsReader
  ) -> [Int] {
    let digits = settings.integers(
      key, default: fallback, in: 0...9, "the digits of class 0 and of class 1 on the \(key)")
    if digits.count == 2, digits[0] != digits[1] { return digits }
    if settings.isSound(key) {
      settings.diagnostics.report(
        settings.position(of: key), "`\(settings.dotted(key))` is not a pair of digits",
        remedy: "expected two different digits, that of class 0 and that of class 1, as in "
          + "[\(fallback[0]), \(fallback[1])]")
    }
    return fallback
  }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
  right == 0 ? left : greatestCommonDivisor(right, left % right)
}
