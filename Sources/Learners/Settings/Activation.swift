/// What a hidden unit does with its weighted sum.
public enum Activation: String, CaseIterable, Hashable, Sendable {
  case tanh
  case relu
  /// 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).
  case gelu
}
