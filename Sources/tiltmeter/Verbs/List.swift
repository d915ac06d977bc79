import ArgumentParser
import Documents
import Experiments

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List built-in experiments, learners, tasks and the other kinds there are.")

  @Argument(help: ArgumentHelp(
    "One of: \(Catalogue.allShelves.map(\.name).joined(separator: ", ")).", valueName: "kind"))
  var shelf: String?

  func validate() throws {
    if let shelf, !Catalogue.allShelves.contains(where: { $0.name == shelf }) {
      let names = Catalogue.allShelves.map(\.name).joined(separator: ", ")
      let likely = likelyMeant(shelf, among: Catalogue.allShelves.map(\.name))
      throw ValidationError(
        "'\(shelf)' is no kind; " + (likely.map { "did you mean `\($0)`?" } ?? "there are: \(names)"))
    }
  }

  func run() {
    let shelves = Catalogue.allShelves.filter { shelf == nil || $0.name == shelf }
    for (index, shelf) in shelves.enumerated() {
      if shelves.count > 1 { Console.write((index > 0 ? "\n" : "") + shelf.name + "\n") }
      let width = shelf.items.map(\.name.count).max() ?? 0
      for item in shelf.items {
        let space = String(repeating: " ", count: width - item.name.count)
        Console.write(
          Folding.line("  \(item.name)\(space)  \(item.summary)", hanging: width + 4) + "\n")
      }
    }
  }
}
