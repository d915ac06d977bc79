import Documents

/// A value whose form is not the same everywhere: among an estimate's details, which differ from
/// estimator to estimator, or a setting.
public indirect enum SummaryDetail: Codable, Sendable, Equatable {
  case null
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([SummaryDetail])
  case block([String: SummaryDetail])

  /// A number, or null where it is not finite: JSON knows no infinity.
  public static func finite(_ value: Double?) -> SummaryDetail {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }

  /// Settings as they were resolved.
  public init(_ settings: ResolvedSettings) {
    switch settings {
    case .flag(let value): self = .flag(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .finite(value)
    case .text(let value): self = .text(value)
    case .list(let values): self = .list(values.map(SummaryDetail.init))
    case .block(let entries):
      self = .block(
        Dictionary(
          entries.map { ($0.key, SummaryDetail($0.value)) }, uniquingKeysWith: { $1 }))
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([SummaryDetail].self) {
      self = .list(value)
    } else {
      self = .block(try container.decode([String: SummaryDetail].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .block(let entries): try container.encode(entries)
    }
  }
}
