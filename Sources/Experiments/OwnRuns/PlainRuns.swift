import Documents

/// Runs read from plain comma-separated values in one pass, without a table of their cells.
///
/// It knows only what is right: whatever is not makes it give up, and the table is read in full,
/// which says what is wrong and where.
struct PlainRuns {
  private(set) var tally: RunTally
  private(set) var labels: [String] = []
  private(set) var samples: OwnRuns.Samples?

  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - start: where the rows begin.
  ///   - columns: found in its header.
  ///   - width: columns of the header.
  /// - Returns: nil where the file must be read in full.
  /// - Complexity: O(bytes), and O(rows ln rows) where runs have seeds or steps.
  init?(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, columns: RunColumns, width: Int
  ) {
    var policies = TextNumbering(bytes)
    var groups = TextNumbering(bytes)
    var chains = TextNumbering(bytes)
    var tally = RunTally(hasGroups: columns.group != nil)
    var identities: [UInt64] = []
    var total = 0
    var samples = OwnRuns.Samples()
    let expected = Self.expectedRows(bytes, from: start)
    if columns.seed != nil || columns.step != nil { identities.reserveCapacity(expected) }
    if columns.score != nil {
      samples.reserve(expected, chains: columns.chain != nil, steps: columns.step != nil)
    }
    func text(_ cell: PlainRows.Cell) -> UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
    }
    var rows = 0
    let isPlain = PlainRows.forEach(bytes, from: start, columns: width) { cells in
      rows += 1
      let policy = cells[columns.policy]
      guard let strength = DecimalNumber.parse(text(cells[columns.strength])),
        policy.start < policy.end
      else { return false }
      var count = 1
      if let column = columns.count {
        guard let value = WholeNumber.parse(text(cells[column]), upTo: OwnRuns.largestCount)
        else { return false }
        count = value
        total += value
        if total > OwnRuns.largestTotal { return false }
      }
      let group = columns.group.map { Int32(groups.number(cells[$0].start, cells[$0].end)) } ?? 0
      let label = Int32(policies.number(policy.start, policy.end))
      let place = tally.add(
        strength == 0 ? 0 : strength, group: group, label: label, count: count)
      if let column = columns.seed, cells[column].start < cells[column].end {
        let seed = TextNumbering.hash(bytes, cells[column].start, cells[column].end)
        identities.append(Self.identity(place, group, seed))
      }
      guard let column = columns.score else { return true }
      guard let score = DecimalNumber.parse(text(cells[column])) else { return false }
      samples.strengths.append(place)
      samples.labels.append(label)
      samples.scores.append(score)
      if let column = columns.chain {
        let cell = cells[column]
        let chain = cell.start < cell.end ? chains.number(cell.start, cell.end) : -1
        samples.chains?.append(chain)
        if let column = columns.step {
          guard let step = WholeNumber.parse(text(cells[column]), upTo: OwnRuns.largestCount)
          else { return false }
          samples.steps?.append(step)
          if chain >= 0 {
            identities.append(
              Self.identity(place, group, PairNumbering.hash(UInt64(chain), UInt64(step))))
          }
        }
      }
      return true
    }
    // Two equal hashes are nearly always the same run twice; the table is asked.
    guard isPlain, rows > 0, !RepeatedHashes.areThere(in: &identities) else { return nil }
    func names(_ numbering: TextNumbering) -> [String] {
      numbering.spans.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
    }
    if columns.score != nil {
      samples.rank(chains: names(chains))
      if OwnRuns.strayScore(samples.scores) != nil { return nil }
      self.samples = samples
    }
    self.tally = tally
    labels = names(policies)
  }

  private static func identity(_ strength: Int32, _ group: Int32, _ rest: Int) -> UInt64 {
    let place = UInt64(UInt32(bitPattern: strength)) << 32 | UInt64(UInt32(bitPattern: group))
    return UInt64(bitPattern: Int64(PairNumbering.hash(place, UInt64(bitPattern: Int64(rest)))))
  }

  /// From the length of the first rows, a little more than there are.
  private static func expectedRows(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let sample = bytes[start..<min(bytes.count, start + 65_536)]
    let lines = sample.reduce(0) { $0 + ($1 == 0x0a ? 1 : 0) }
    if lines == 0 { return 1 }
    return (bytes.count - start) / sample.count * lines + lines * 2
  }
}
