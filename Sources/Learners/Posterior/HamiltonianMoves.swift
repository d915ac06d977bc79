import Kernels

/// Hamiltonian moves of one chain per lane under N(latents; 0, 1) x likelihood^power.
///
/// The prior's part of the motion, a rotation of latents and momenta, is done exactly; the
/// likelihood kicks the momenta before and after it. The rotation goes by the angle
/// 2 atan(step / 2), whose sine and cosine need the four operations only.
/// Source: Neal 2011, "MCMC using Hamiltonian dynamics", section 5.5.1; Shahbaba, Lan, Johnson &
/// Neal 2014, "Split Hamiltonian Monte Carlo".
final class HamiltonianMoves {
  /// [dimension, lanes]: the states.
  let latents: LaneBuffer<Float>
  /// ln likelihood of the states, [lanes].
  private(set) var values: [Double]
  /// [dimension, lanes]: to be filled before `move`.
  let momenta: LaneBuffer<Float>
  private let likelihood: any LaneLikelihood
  private let kernels: LaneKernels
  /// The likelihood's at the states, [dimension, lanes].
  private let gradient: LaneBuffer<Float>
  private let savedLatents: LaneBuffer<Float>
  private let savedGradient: LaneBuffer<Float>
  /// [1, lanes] each.
  private let halfKicks: LaneBuffer<Float>
  private let kicks: LaneBuffer<Float>
  private let cosines: LaneBuffer<Float>
  private let sines: LaneBuffer<Float>

  init(_ likelihood: any LaneLikelihood) {
    self.likelihood = likelihood
    kernels = likelihood.kernels
    let (lanes, dimension) = (kernels.lanes, likelihood.dimension)
    func buffer(_ vectors: Int) -> LaneBuffer<Float> { LaneBuffer(vectors: vectors, lanes: lanes) }
    (latents, momenta, gradient) = (buffer(dimension), buffer(dimension), buffer(dimension))
    (savedLatents, savedGradient) = (buffer(dimension), buffer(dimension))
    (halfKicks, kicks, cosines, sines) = (buffer(1), buffer(1), buffer(1), buffer(1))
    values = [Double](repeating: 0, count: lanes)
  }

  /// Computes likelihoods of states that were put into `latents` from outside.
  func refresh() {
    values.withUnsafeMutableBufferPointer {
      likelihood.evaluate(latents, gradient: gradient, values: $0.baseAddress)
    }
  }

  /// One trajectory in every lane; states move to its end, to be accepted or taken back.
  ///
  /// - Parameters:
  ///   - steps: by lane; a chain with step 0 stays where it is, and its likelihood is computed.
  ///   - powers: by lane, at least 0.
  ///   - leapfrog: steps of the trajectory, at least 1.
  /// - Returns: by lane, the energy at the start minus that at the end; NaN where it diverged.
  func move(steps: [Float], powers: [Double], leapfrog: Int) -> [Double] {
    let count = latents.vectors
    savedLatents.start.update(from: latents.start, count: count * kernels.lanes)
    savedGradient.start.update(from: gradient.start, count: count * kernels.lanes)
    for lane in steps.indices {
      let step = steps[lane]
      halfKicks.start[lane] = step / 2 * Float(powers[lane])
      kicks.start[lane] = step * Float(powers[lane])
      let square = step * step / 4
      cosines.start[lane] = (1 - square) / (1 + square)
      sines.start[lane] = step / (1 + square)
    }
    let startValues = values
    let start = squares()
    kernels.table.pointee.add_penalty(momenta.start, gradient.start, halfKicks.start, count)
    for step in 1...leapfrog {
      rotate()
      if step < leapfrog {
        likelihood.evaluate(latents, gradient: gradient, values: nil)
        kernels.table.pointee.add_penalty(momenta.start, gradient.start, kicks.start, count)
      }
    }
    refresh()
    kernels.table.pointee.add_penalty(momenta.start, gradient.start, halfKicks.start, count)
    let end = squares()
    return steps.indices.map { lane in
      (start[lane] - end[lane]) / 2 + powers[lane] * (values[lane] - startValues[lane])
    }
  }

  /// Puts a chain back to where its last trajectory began.
  ///
  /// - Parameter value: ln likelihood there.
  func takeBack(lane: Int, value: Double) {
    let lanes = kernels.lanes
    for i in 0..<latents.vectors {
      latents.start[i * lanes + lane] = savedLatents.start[i * lanes + lane]
      gradient.start[i * lanes + lane] = savedGradient.start[i * lanes + lane]
    }
    values[lane] = value
  }

  /// The sums over latents and momenta of their squares, by lane.
  private func squares() -> [Double] {
    let lanes = kernels.lanes
    var sums = [Double](repeating: 0, count: lanes)
    sums.withUnsafeMutableBufferPointer { sums in
      for buffer in [latents, momenta] {
        for i in 0..<buffer.vectors {
          let row = buffer[i]
          for lane in 0..<lanes { sums[lane] += Double(row[lane]) * Double(row[lane]) }
        }
      }
    }
    return sums
  }

  private func rotate() {
    let lanes = kernels.lanes
    for first in stride(from: 0, to: lanes, by: 4) {
      let cosine = Self.four(cosines.start + first).pointee
      let sine = Self.four(sines.start + first).pointee
      for i in 0..<latents.vectors {
        let u = Self.four(latents[i] + first)
        let p = Self.four(momenta[i] + first)
        let (before, momentum) = (u.pointee, p.pointee)
        u.pointee = before * cosine + momentum * sine
        p.pointee = momentum * cosine - before * sine
      }
    }
  }

  /// Lanes come in fours on every instruction set.
  private static func four(
    _ place: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<SIMD4<Float>> {
    UnsafeMutableRawPointer(place).assumingMemoryBound(to: SIMD4<Float>.self)
  }
}
