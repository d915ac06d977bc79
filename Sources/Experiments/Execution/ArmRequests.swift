import Runs

/// The requests of an arm in order, made when they are asked for where there may be millions.
public struct ArmRequests: RandomAccessCollection, Sendable {
  public let startIndex = 0
  public let endIndex: Int
  private let make: @Sendable (Int) -> RunRequest

  /// - Parameter make: a pure function of the place.
  init(count: Int, make: @escaping @Sendable (Int) -> RunRequest) {
    endIndex = count
    self.make = make
  }

  init(_ requests: [RunRequest]) { self.init(count: requests.count) { requests[$0] } }

  public subscript(place: Int) -> RunRequest { make(place) }
}
