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

  /// What a damaged row is told by.
  var checksum: Int64 {
    var builder = FingerprintBuilder("row")
    builder.combine(id)
    builder.combine(setup)
    builder.combine(strength)
    builder.combine(seed)
    builder.combine(readout.trainingRight)
    builder.combine(readout.trainingCount)
    builder.combine(AnswerCodes.pack(readout.answers))
    builder.combine(AnswerCodes.pack(readout.confirmation))
    builder.combine(Double(readout.score))
    builder.combine(readout.gradientRatio)
    builder.combine(readout.finalLoss)
    builder.combine(Double(readout.gate))
    builder.combine(NamedCodes.pack(readout.named))
    builder.combine(Double(readout.scoreA))
    builder.combine(lineage?.packed ?? [])
    return Int64(bitPattern: builder.finish().high)
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
