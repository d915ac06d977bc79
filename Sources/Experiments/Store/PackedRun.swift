import Runs

/// A stored run as it lies in a page of bytes: fields are read when they are asked for, and answers
/// counted by bits.
package struct PackedRun {
  private let page: [UInt8]
  private let start: Int
  private let answersAt: Int
  private let confirmationAt: Int
  private let namedAt: Int
  private let lineageAt: Int
  private let isText: Bool

  /// Where the fields of fixed width begin, in the order of `StoredRun.record`, and where they end.
  private enum Offset {
    static let strength = 16
    static let seed = 24
    static let trainingRight = 32
    static let trainingCount = 40
    static let score = 48
    static let scoreA = 52
    static let gate = 56
    static let gradientRatio = 60
    static let finalLoss = 68
    static let lists = 76
  }

  /// - Precondition: `isWhole` for these bytes.
  init(page: [UInt8], start: Int, isText: Bool) {
    self.page = page
    self.start = start
    self.isText = isText
    func next(_ list: Int) -> Int { list + 4 + Int(Self.word(page, list)) }
    answersAt = start + Offset.lists
    confirmationAt = next(answersAt)
    namedAt = next(confirmationAt)
    lineageAt = next(namedAt)
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    bytes.withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }
  }

  private func load<Value: FixedWidthInteger>(_ offset: Int, as _: Value.Type) -> Value {
    page.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: start + offset, as: Value.self))
    }
  }

  var strength: Double { Double(bitPattern: load(Offset.strength, as: UInt64.self)) }
  var trainingRight: Int { Int(load(Offset.trainingRight, as: Int64.self)) }
  var trainingCount: Int { Int(load(Offset.trainingCount, as: Int64.self)) }
  var score: Float { Float(bitPattern: load(Offset.score, as: UInt32.self)) }
  var scoreA: Float { Float(bitPattern: load(Offset.scoreA, as: UInt32.self)) }
  var gate: Float { Float(bitPattern: load(Offset.gate, as: UInt32.self)) }
  var gradientRatio: Double { Double(bitPattern: load(Offset.gradientRatio, as: UInt64.self)) }
  var finalLoss: Double { Double(bitPattern: load(Offset.finalLoss, as: UInt64.self)) }

  var inputs: Int { Int(Self.word(page, answersAt + 4)) }
  var confirmationInputs: Int { Int(Self.word(page, confirmationAt + 4)) }
  var namedCount: Int { Int(Self.word(page, namedAt)) / 4 }

  var named: [NamedHits] {
    namedCount == 0
      ? [] : NamedCodes.unpack(page[namedAt + 4..<namedAt + 4 + 4 * namedCount]) ?? []
  }

  /// What is kept of text; nil where the task is none.
  var text: TextReadout? {
    guard isText else { return nil }
    let place = lineageAt + 4 + Int(Self.word(page, lineageAt))
    return TextReadout(packed: page[place + 4..<place + 4 + Int(Self.word(page, place))])
  }

  /// Whether the run was read on as many inputs as a reading has, and for as many policies.
  package func fits(_ reading: Reading) -> Bool {
    inputs == reading.inputs && namedCount == reading.named
  }

  // MARK: Answers by bits

  /// The readout inputs answered as a and as b, as masks of 64 inputs a word.
  ///
  /// - Parameters:
  ///   - a: [words of inputs], overwritten.
  ///   - b: the same.
  /// - Returns: how many each.
  func answers(_ a: inout [UInt64], _ b: inout [UInt64]) -> (a: Int, b: Int) {
    var total = (a: 0, b: 0)
    let count = inputs
    forEachHalf(answersAt + 8, count) { half, inA, inB in
      let word = half / 2
      if half % 2 == 0 {
        a[word] = inA
        b[word] = inB
      } else {
        a[word] |= inA << 32
        b[word] |= inB << 32
      }
      total.a += inA.nonzeroBitCount
      total.b += inB.nonzeroBitCount
    }
    return total
  }

  /// Confirmation inputs answered as a and as b.
  var confirmationHits: (a: Int, b: Int) {
    var total = (a: 0, b: 0)
    forEachHalf(confirmationAt + 8, confirmationInputs) { _, inA, inB in
      total.a += inA.nonzeroBitCount
      total.b += inB.nonzeroBitCount
    }
    return total
  }

  /// Goes through answers 32 at a time: of two bits each, 00 is a's, 01 b's.
  private func forEachHalf(
    _ place: Int, _ count: Int, _ body: (Int, _ inA: UInt64, _ inB: UInt64) -> Void
  ) {
    page.withUnsafeBytes { bytes in
      for half in 0..<(count + 31) / 32 {
        let from = place + 8 * half
        let wanted = min(32, count - 32 * half)
        var word: UInt64 = 0
        if wanted == 32 {
          word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: from, as: UInt64.self))
        } else {
          for byte in 0..<(wanted + 3) / 4 { word |= UInt64(bytes[from + byte]) << UInt64(8 * byte) }
        }
        let low = Self.dense(word)
        let high = Self.dense(word >> 1)
        let valid: UInt64 = wanted == 32 ? 0xffff_ffff : (1 << UInt64(wanted)) - 1
        body(half, ~(low | high) & valid, low & ~high & valid)
      }
    }
  }

  /// Every other bit, from the lowest on, side by side.
  private static func dense(_ word: UInt64) -> UInt64 {
    var x = word & 0x5555_5555_5555_5555
    x = (x | x >> 1) & 0x3333_3333_3333_3333
    x = (x | x >> 2) & 0x0f0f_0f0f_0f0f_0f0f
    x = (x | x >> 4) & 0x00ff_00ff_00ff_00ff
    x = (x | x >> 8) & 0x0000_ffff_0000_ffff
    return (x | x >> 16) & 0x0000_0000_ffff_ffff
  }

  // MARK: Checking

  /// Whether bytes are what `StoredRun.record` makes: what unpacking them would find, without
  /// unpacking.
  static func isWhole(_ bytes: UnsafeRawBufferPointer, isText: Bool) -> Bool {
    var place = Offset.lists
    func list() -> Range<Int>? {
      guard bytes.count - place >= 4 else { return nil }
      let count = Int(
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
      place += 4
      guard bytes.count - place >= count else { return nil }
      defer { place += count }
      return place..<place + count
    }
    guard let answers = list(), isAnswers(bytes, answers), let confirmation = list(),
      isAnswers(bytes, confirmation), let named = list(), named.count % 4 == 0,
      let lineage = list()
    else { return false }
    if isText {
      guard let text = list(), TextReadout(packed: bytes[text]) != nil else { return false }
    }
    return place == bytes.count
      && (lineage.isEmpty || StoredLineage(packed: bytes[lineage]) != nil)
  }

  private static func isAnswers(_ bytes: UnsafeRawBufferPointer, _ list: Range<Int>) -> Bool {
    guard list.count >= 4 else { return false }
    let count = Int(
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: list.lowerBound, as: UInt32.self)))
    guard list.count == 4 + (count + 3) / 4 else { return false }
    // No answer has the code 3; behind the last one anything may stand.
    let start = list.lowerBound + 4
    let whole = count / 32
    for word in 0..<whole {
      let codes = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: start + 8 * word, as: UInt64.self))
      if codes & codes >> 1 & 0x5555_5555_5555_5555 != 0 { return false }
    }
    for index in 32 * whole..<count where bytes[start + index / 4] >> (2 * (index % 4)) & 3 == 3 {
      return false
    }
    return true
  }
}
