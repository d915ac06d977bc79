import Runs

/// The requests of an arm in order, made when they are asked for where there may be millions.
public struct ArmRequests: RandomAccessCollection, Sendable {
  public let startIndex = 0
  public let endIndex: Int
  private let make: @Sendable (Int) -> RunRequest
  private let name: @Sendable (Int) -> RunID

  /// - Parameters:
  ///   - make: a pure function of the place.
  ///   - name: the same request's id; made from the request where nil.
  init(
    count: Int, make: @escaping @Sendable (Int) -> RunRequest,
    name: (@Sendable (Int) -> RunID)? = nil
  ) {
    endIndex = count
    self.make = make
    self.name = name ?? { make($0).id }
  }

  init(_ requests: [RunRequest]) { self.init(count: requests.count) { requests[$0] } }

  public subscript(place: Int) -> RunRequest { make(place) }

  /// The id of a request.
  func id(_ place: Int) -> RunID { name(place) }
}
