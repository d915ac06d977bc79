/// A report before it has a format: what is said, in order.
public struct ReportDocument: Sendable {
  public enum Block: Sendable {
    case title(String)
    case heading(String)
    case paragraph(String)
    case warnings([String])
    case table(Table)
    /// Marks on a common scale, one line each.
    case figure(Figure)
    case footer(String)
  }

  public struct Table: Sendable {
    public var columns: [Column]
    public var rows: [[String]]

    public struct Column: Sendable {
      public let title: String
      public let isNumber: Bool

      public static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
      public static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
    }
  }

  /// Values of several series over labelled rows, drawn on one axis.
  public struct Figure: Sendable {
    public var caption: String
    public var rows: [(label: String, marks: [Mark])]
    /// An interval behind the marks of each row; empty for none.
    public var spans: [Span] = []

    public struct Span: Sendable {
      /// Nil where it is unbounded on that side.
      public let low: Double?
      public let high: Double?
    }

    public struct Mark: Sendable {
      public let value: Double
      /// One character wide.
      public let symbol: Character
    }
  }

  public var blocks: [Block]

  public init(_ blocks: [Block]) { self.blocks = blocks }
}
