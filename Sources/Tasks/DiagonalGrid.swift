import Documents
import Runs

/// Two coordinates that tell the same class in training and different ones off the diagonal.
///
/// Agreeing inputs lie where training examples do. So at mix rate 1/2 the pressure pool of `divdis`
/// fills all four quadrants evenly and its second coordinate is independent of the first, as on the
/// paper's target.
///
/// Sources: `divdis`, the two-dimensional toy of Lee, Yao, Finn, Diversify and disambiguate
/// (arXiv 2202.03418); `d-bat`, that of Pagliardini et al., Agree to disagree (arXiv 2202.04414).
public struct DiagonalGrid: TaskKind {
  public static let name = "diagonal-grid"
  public static let summary =
    "two coordinates that agree in training (two-dimensional toys of DivDis and D-BAT)"

  enum Toy: String, CaseIterable {
    case divdis
    case dBat = "d-bat"
  }

  let toy: Toy
  let sizes: PoolSizes
  let seed: Int

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    let word = settings.choice(
      "toy", among: Toy.allCases.map(\.rawValue), default: Toy.divdis.rawValue,
      "whose toy: that of DivDis or that of D-BAT")
    toy = Toy(rawValue: word) ?? .divdis
    sizes = PoolSizes(reading: settings, defaults: [500, 500, 200, 100])
    seed = readSeed(settings)
  }

  public var policies: [PolicyDescription] {
    switch toy {
    case .divdis:
      [
        PolicyDescription(
          name: "first-coordinate", summary: "1 where the first coordinate is negative"),
        PolicyDescription(
          name: "second-coordinate", summary: "1 where the second coordinate is positive"),
      ]
    case .dBat:
      [
        PolicyDescription(
          name: "first-coordinate", summary: "1 where the first coordinate is positive"),
        PolicyDescription(
          name: "second-coordinate",
          summary: "1 where the second coordinate lies in the slab around -2, 0 or 2"),
      ]
    }
  }

  public func encode(pair: PolicyPair) throws -> EncodedTask {
    let draws = PoolName.allCases.map {
      TaskRandom(seed: seed, purpose: "diagonal-grid/\(toy.rawValue)/\($0.rawValue)")
    }
    return encodeTwoClasses(
      policies: policies.map(\.name), pair: pair, sizes: sizes, width: 2
    ) { pool, index, first, second, values in
      let random = draws[PoolName.allCases.firstIndex(of: pool) ?? 0]
      let at = 4 * index
      switch toy {
      case .divdis:
        let x = random.uniform(at)
        let y = random.uniform(at + 1)
        values.append(Float(first == 1 ? -x : x))
        values.append(Float(second == 1 ? y : -y))
      case .dBat:
        // Width 1.6 around the centre of the class, height 0.4 around one of its slabs.
        let x = (first == 1 ? 1.0 : -1.0) + 1.6 * (random.uniform(at) - 0.5)
        let slabs: [Double] = second == 1 ? [-2, 0, 2] : [-1, 1]
        let slab = slabs[Int(random.uniform(at + 2) * Double(slabs.count))]
        values.append(Float(x))
        values.append(Float(slab + 0.4 * (random.uniform(at + 1) - 0.5)))
      }
      return nil
    }
  }
}
