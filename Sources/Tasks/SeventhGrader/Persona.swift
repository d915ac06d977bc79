/// How inputs ask for a policy: two numbers beside the problem's digits.
struct Persona: Sendable {
  /// The words of the key `persona`.
  enum Wording: String, CaseIterable, Sendable {
    case neutral
    case both
    case honest
    case seventhGrader = "seventh-grader"
  }

  /// One number a policy, in the task's order: 1 asks for it, 0 does not.
  private(set) var asked: [Double]

  init(_ wording: Wording) {
    switch wording {
    case .neutral: asked = [0, 0]
    case .both: asked = [0.5, 0.5]
    case .honest: asked = [1, 0]
    case .seventhGrader: asked = [0, 1]
    }
  }

  /// - Parameter policy: its index in the task.
  init(policy: Int) { asked = [policy == 0 ? 1 : 0, policy == 1 ? 1 : 0] }

  /// The same with a hint: its size is added to one policy's number.
  func hinting(_ policy: Int, by size: Double) -> Persona {
    var persona = self
    persona.asked[policy] += size
    return persona
  }

  /// The inputs.
  ///
  /// - Parameter swapped: whether the first input stands for the second policy.
  func inputs(swapped: Bool) -> [Float] { (swapped ? asked.reversed() : asked).map { Float($0) } }
}
