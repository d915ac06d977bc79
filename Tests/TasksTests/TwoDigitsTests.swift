import Documents
import Runs
import Tasks
import Testing

private func twoDigits(_ yaml: String = "") throws -> TwoDigits {
  try #require(try readTask("kind: two-digits\n" + yaml) as? TwoDigits)
}

@Suite struct TwoDigitsTests {
  /// The text in the source, written as the original file: the fingerprint was made from that file
  /// with Python's hashlib (SHA-256 6ebb3d2f…, see Digits/SOURCE.md).
  @Test func imagesAreThoseOfTheOriginalFile() {
    let images = DigitImages.all
    #expect(images.count == 1797)
    #expect((0..<10).map { images.images(of: $0).count }
      == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    let csv = (0..<images.count).map { index in
      images.image(index).map { "\($0)," }.joined() + "\(images.digits[index])\n"
    }.joined()
    var builder = FingerprintBuilder("digits.csv")
    builder.combine(Array(csv.utf8))
    #expect(builder.finish().description == "fe6030248d5a3e309291ee0c243653c1")
  }

  @Test func noImageComesTwice() {
    let images = DigitImages.all
    #expect(Set((0..<images.count).map { Array(images.image($0)) }).count == images.count)
  }

  @Test(arguments: [
    "", "left: [3, 8]", "train: 1001\npressure: 301\nreadout: 303\nconfirmation: 21",
    "train: 2000\npressure: 2\nreadout: 2\nconfirmation: 2",
    "train: 10000\npressure: 400",
  ])
  func setsShareNoImageOnEitherSide(_ yaml: String) throws {
    let kind = try twoDigits(yaml)
    let sets = PoolName.sized.map { kind.imagePairs(in: $0) }
    for one in sets.indices {
      #expect(Set(sets[one].map { "\($0.left) \($0.right)" }).count == sets[one].count)
      for two in 0..<one {
        #expect(Set(sets[one].map(\.left)).isDisjoint(with: sets[two].map(\.left)))
        #expect(Set(sets[one].map(\.right)).isDisjoint(with: sets[two].map(\.right)))
      }
    }
  }

  /// Agreeing inputs are new pairs of the pressure pool's images and of no other set's.
  @Test(arguments: ["", "pressure: 301\nreadout: 10", "train: 10000\npressure: 400"])
  func agreeingInputsAreMadeOfThePressurePoolsImages(_ yaml: String) throws {
    let kind = try twoDigits(yaml)
    let pairs = kind.imagePairs(in: .agreeing)
    let pressure = kind.imagePairs(in: .pressure)
    #expect(pairs.count == pressure.count)
    #expect(Set(pairs.map { "\($0.left) \($0.right)" }).count == pairs.count)
    #expect(Set(pairs.map(\.left)).isSubset(of: pressure.map(\.left)))
    #expect(Set(pairs.map(\.right)).isSubset(of: pressure.map(\.right)))
  }

  @Test func picturesShowTheDigitsOfTheirClasses() throws {
    let kind = try twoDigits()
    let task = try kind.encode(pair: firstPair)
    let images = DigitImages.all
    let pools = task.pools + [try #require(task.agreeing)]
    for (name, pool) in zip(PoolName.allCases, pools) {
      let pairs = kind.imagePairs(in: name)
      for row in 0..<pool.count {
        let (l, r) = pairs[row]
        #expect(images.digits[l] == [0, 1][Int(pool.answers[0].values[row])])
        #expect(images.digits[r] == [3, 8][Int(pool.answers[1].values[row])])
        let picture = Array(pool.inputs.row(row))
        for line in 0..<8 {
          let left = picture[16 * line..<16 * line + 8].map { UInt8($0 * 8) }
          let right = picture[16 * line + 8..<16 * line + 16].map { UInt8($0 * 8) }
          #expect(left == Array(images.image(l))[8 * line..<8 * line + 8].map(\.self))
          #expect(right == Array(images.image(r))[8 * line..<8 * line + 8].map(\.self))
        }
      }
      #expect(pool.rowNames[0].hasPrefix("\(name.rawValue):1 (image "))
    }
  }

  /// Where images must serve again, all of them serve, and about equally often.
  @Test func imagesServeEquallyOften() throws {
    let kind = try twoDigits("train: 800")
    let counts = Dictionary(grouping: kind.imagePairs(in: .training), by: \.left).mapValues(\.count)
    for digit in [0, 1] {
      let served = counts.filter { DigitImages.all.digits[$0.key] == digit }.map(\.value)
      let (least, most) = (served.min() ?? 0, served.max() ?? 0)
      #expect(served.count > 50 && least >= 1 && most - least <= 1)
    }
  }

  @Test func rootMeanSquareIsAboutOne() {
    let pixels = DigitImages.all.pixels
    var square = 0.0
    for pixel in pixels { square += Double(pixel) * Double(pixel) / 64 / Double(pixels.count) }
    #expect(abs(square.squareRoot() - 0.97) < 0.005)
  }

  @Test func noiseIsOnOneSide() throws {
    let plain = try twoDigits().encode(pair: firstPair)
    let noisy = try twoDigits("right-noise: 0.5").encode(pair: firstPair)
    var squares = 0.0
    var count = 0.0
    for (one, two) in zip(plain.pools, noisy.pools) {
      #expect(one.answers == two.answers)
      for (index, (clean, other)) in zip(one.inputs.values, two.inputs.values).enumerated() {
        if index % 16 < 8 {
          #expect(clean == other)
        } else {
          #expect(abs(clean - other) <= 0.5)
          squares += Double(clean - other) * Double(clean - other)
          count += 1
        }
      }
    }
    // The variance of amplitude times a uniform number in (-1, 1), within five standard errors.
    #expect(abs(squares / count - 0.25 / 3) < 5 * 0.25 * (4.0 / 45 / count).squareRoot())
  }

  @Test func refusesMorePairsThanThereAre() throws {
    let found = complaints { _ = try twoDigits("train: 900000") }
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("t.yaml:2:8: error: `train` asks for 900000 pairs of images"))
    let words = found[0].split(separator: " ")
    let most = try #require(words.firstIndex(of: "most").flatMap { Int(words[$0 + 1]) })
    // The number it gives is within reach, and one more is not.
    #expect(most > 10_000)
    let pairs = try twoDigits("train: \(most)").imagePairs(in: .training)
    #expect(Set(pairs.map { "\($0.left) \($0.right)" }).count == most)
    #expect(complaints { _ = try twoDigits("train: \(most + 1)") }.count == 1)
  }

  @Test func refusesWhatIsNoPairOfDigits() {
    #expect(complaints { _ = try twoDigits("left: [1, 1]") }.count == 1)
    #expect(complaints { _ = try twoDigits("left: [1, 2, 3]") }[0]
      .hasPrefix("t.yaml:2:7: error: `task.left` is not a pair of digits"))
    #expect(complaints { _ = try twoDigits("right: [1, 10]") }.count == 1)
    #expect(complaints { _ = try twoDigits("left: 3") }.count == 1)
  }
}
