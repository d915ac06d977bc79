import Calibration
import Experiments
import Reports

extension Catalogue {
  /// What there is in modules that the catalogue does not know.
  static let outerShelves: [Shelf] = [
    Shelf(
      name: "calibrations",
      items: CalibrationFamilies.all.map { Item(name: $0.name, summary: $0.summary) }),
    Shelf(
      name: "formats", items: ReportFormats.all.map { Item(name: $0.name, summary: $0.summary) }),
  ]

  static let allShelves = shelves + outerShelves
}
