/// In which form a task's rows are read; a task may offer both.
public enum TaskForm: String, CaseIterable, Hashable, Sendable {
  /// Rows of numbers, and heads of classes.
  case vectors
  /// Prompts of tokens, and answers of one finite language.
  case text
}
