import Runs

/// A run as the store keeps it.
public struct StoredRun: Sendable {
  public let id: RunID
  public let setup: SetupID
  /// Signed; 0 without pressure.
  public let strength: Double
  /// The seed of the run's noise.
  public let seed: UInt64
  /// Nil for fresh noise.
  public let lineage: StoredLineage?
  public let readout: Readout

  public init(
    id: RunID, setup: SetupID, strength: Double, seed: UInt64, lineage: StoredLineage? = nil,
    readout: Readout
  ) {
    self.lineage = lineage
    self.id = id
    self.setup = setup
    self.strength = strength
    self.seed = seed
    self.readout = readout
  }

  /// Every number with all its bits: a NaN, an infinity and the sign of zero come back as they were.
  package var record: StoredRecord {
    var writer = ByteWriter(capacity: 128 + (readout.answers.count + readout.confirmation.count) / 4)
    writer.append(setup)
    writer.append(strength)
    writer.append(seed)
    writer.append(Int64(readout.trainingRight))
    writer.append(Int64(readout.trainingCount))
    writer.append(readout.score)
    writer.append(readout.scoreA)
    writer.append(readout.gate)
    writer.append(readout.gradientRatio)
    writer.append(readout.finalLoss)
    writer.append(list: AnswerCodes.pack(readout.answers))
    writer.append(list: AnswerCodes.pack(readout.confirmation))
    writer.append(list: NamedCodes.pack(readout.named))
    writer.append(list: lineage?.packed ?? [])
    guard let text = readout.text else { return StoredRecord(.run, id: id, body: writer.bytes) }
    writer.append(list: text.packed)
    return StoredRecord(.textRun, id: id, body: writer.bytes)
  }

  /// - Returns: nil where the bytes are not what `record` makes.
  package init?(_ record: StoredRecord) {
    var reader = ByteReader(record.body)
    guard record.kind == .run || record.kind == .textRun, let setup = reader.fingerprint(),
      let strength = reader.double(),
      let seed = reader.integer(UInt64.self), let right = reader.integer(Int64.self),
      let count = reader.integer(Int64.self), let score = reader.float(),
      let scoreA = reader.float(), let gate = reader.float(), let ratio = reader.double(),
      let loss = reader.double(), let answers = reader.list().flatMap({ AnswerCodes.unpack($0) }),
      let confirmation = reader.list().flatMap({ AnswerCodes.unpack($0) }),
      let named = reader.list().flatMap({ NamedCodes.unpack($0) }), let packed = reader.list()
    else { return nil }
    var text: TextReadout?
    if record.kind == .textRun {
      text = reader.list().flatMap { TextReadout(packed: $0) }
      if text == nil { return nil }
    }
    guard reader.isAtEnd else { return nil }
    let lineage = StoredLineage(packed: packed)
    if lineage == nil && !packed.isEmpty { return nil }
    self.init(
      id: record.id, setup: setup, strength: strength, seed: seed, lineage: lineage,
      readout: Readout(
        answers: answers, confirmation: confirmation, trainingRight: Int(right),
        trainingCount: Int(count), score: score, scoreA: scoreA, named: named, gate: gate,
        gradientRatio: ratio, finalLoss: loss, text: text))
  }
}

/// Hits of the catalogue's further policies, four bytes each.
package enum NamedCodes {
  package static func pack(_ hits: [NamedHits]) -> [UInt8] {
    hits.flatMap { hits in
      [hits.all, hits.alone].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }
  }

  /// - Returns: nil where the bytes are not what `pack` makes.
  package static func unpack(_ data: some Collection<UInt8>) -> [NamedHits]? {
    let bytes = Array(data)
    guard bytes.count % 4 == 0 else { return nil }
    func word(_ place: Int) -> UInt16 { UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8 }
    return stride(from: 0, to: bytes.count, by: 4).map {
      NamedHits(all: word($0), alone: word($0 + 2))
    }
  }
}

/// Diagnostic answers at two bits each, with their number in front.
package enum AnswerCodes {
  /// - Returns: four bytes of count, least significant first, then four answers to a byte.
  package static func pack(_ answers: [DiagnosticAnswer]) -> [UInt8] {
    var bytes = (0..<4).map { UInt8(truncatingIfNeeded: answers.count >> (8 * $0)) }
    bytes.reserveCapacity(4 + (answers.count + 3) / 4)
    var pending: UInt8 = 0
    for (index, answer) in answers.enumerated() {
      pending |= answer.rawValue << UInt8(2 * (index % 4))
      if index % 4 == 3 {
        bytes.append(pending)
        pending = 0
      }
    }
    if answers.count % 4 != 0 { bytes.append(pending) }
    return bytes
  }

  /// - Returns: nil where the bytes are not what `pack` makes.
  package static func unpack(_ bytes: some RandomAccessCollection<UInt8>) -> [DiagnosticAnswer]? {
    guard bytes.count >= 4 else { return nil }
    let count = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let codes = Array(bytes.dropFirst(4))
    guard codes.count == (count + 3) / 4 else { return nil }
    var answers: [DiagnosticAnswer] = []
    answers.reserveCapacity(count)
    for index in 0..<count {
      guard let answer = DiagnosticAnswer(rawValue: codes[index / 4] >> UInt8(2 * (index % 4)) & 3)
      else { return nil }
      answers.append(answer)
    }
    return answers
  }
}
