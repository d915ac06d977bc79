/// The tool's version, as `--version` prints it and as summaries carry it.
public enum Version {
  public static let current = "0.1.0"
}
