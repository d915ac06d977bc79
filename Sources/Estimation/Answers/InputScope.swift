/// Which inputs an interval speaks of, beside new runs.
public enum InputScope: String, Hashable, Sendable {
  /// The inputs as they are: other runs, the same inputs.
  case these
  /// Inputs drawn as these were: other runs and other inputs.
  case likeThese = "like-these"
}
