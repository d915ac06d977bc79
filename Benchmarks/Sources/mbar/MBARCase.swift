import Estimation
import Foundation

/// Solves MBAR for a file of tilted samples, with its covariance, and prints one line of JSON:
/// processor seconds, free energies from the first state, and the errors of all differences.
///
/// Usage: mbar <file of strength,score, sorted by strength>
@main struct MBARCase {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: mbar <file>")
      exit(64)
    }
    let text = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
    var strengths: [Double] = []
    var counts: [Int] = []
    var scores: [Double] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst() {
      let cells = line.split(separator: UInt8(ascii: ","))
      let strength = Double(String(cells[0])!)!
      if strengths.last != strength {
        strengths.append(strength)
        counts.append(0)
      }
      counts[counts.count - 1] += 1
      scores.append(Double(String(cells[1])!)!)
    }
    let start = processorSeconds()
    let solved = try MBAR(strengths: strengths, scores: scores, counts: counts)
    let states = strengths.indices
    let errors = try states.map { i in
      try states.map { try solved.difference(from: i, to: $0).standardError }
    }
    let seconds = processorSeconds() - start
    print(
      """
      {"seconds": \(seconds), "free_energies": \(solved.freeEnergies), "errors": \(errors)}
      """)
  }

  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
