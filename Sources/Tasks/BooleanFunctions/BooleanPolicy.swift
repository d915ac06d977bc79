/// A function of seven bits that a net may be trained to, by its name.
enum BooleanPolicy: String, CaseIterable {
  case bit1 = "bit-1"
  case bit2 = "bit-2"
  case majority
  case parity2 = "parity-2"
  case parity
  case and2 = "and-2"
  case or2 = "or-2"

  static let bits = 7

  var summary: String {
    switch self {
    case .bit1: "the first bit"
    case .bit2: "the second bit"
    case .majority: "1 where at least four of the seven bits are 1"
    case .parity2: "1 where the first two bits differ"
    case .parity: "1 where an odd number of bits is 1"
    case .and2: "1 where the first two bits are both 1"
    case .or2: "1 where one of the first two bits is 1"
    }
  }

  /// - Parameter x: the bits as a number, the first bit the most significant.
  func value(_ x: Int) -> Bool {
    let (first, second) = (x >> 6 & 1 == 1, x >> 5 & 1 == 1)
    switch self {
    case .bit1: return first
    case .bit2: return second
    case .majority: return x.nonzeroBitCount >= 4
    case .parity2: return first != second
    case .parity: return x.nonzeroBitCount % 2 == 1
    case .and2: return first && second
    case .or2: return first || second
    }
  }
}
