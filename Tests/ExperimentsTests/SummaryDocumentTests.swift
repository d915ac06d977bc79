import Foundation
import Testing

import Experiments

/// docs/summary.md against the code: every key of a summary is described, and no other.
@Suite struct SummaryDocumentTests {
  private static let documents = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

  /// A summary in which nothing that can be there is missing.
  private static let whole = """
    {"schema": 2, "experiment": "e", "settings": {"level": 0.95}, "pairs": [{"a": "x", "b": "y",
     "shares": {"a": 0.5, "b": 0.5, "other": 0, "failed": 0, "answers_a": 0.5, "answers_b": 0.5,
                "runs": 10, "over": "runs"},
     "estimates": [{"estimator": "direct", "grain": "run", "log_odds": 1, "low": 0, "high": 2,
       "low_these": 0, "high_these": 2, "inputs": "these", "level": 0.95, "unit": "nats",
       "bound": "none", "ed50": {"strength": 1, "low": 0, "high": 2}, "model_range": [0, 2],
       "law": "training", "trainings": 10, "warnings": ["w"], "details": {"x": 1}}],
     "threshold_curve": [{"threshold": 0.9, "log_odds": 1, "a": 1, "b": 1, "other": 0,
       "failed": 0}],
     "pool_se": 0.1,
     "triangulation": {"grain": "run", "q": 1, "df": 1, "p": 0.5, "agree": true,
       "used": ["direct"], "text": "t"},
     "verdict": {"kind": "favoured", "policy": "a", "grain": "run", "estimator": "direct",
       "log_odds": 1, "low": 0, "high": 2, "inputs": "these", "margin": 0.7, "text": "t"},
     "warnings": ["w"],
     "strengths": [{"strength": 1, "runs": 2, "a": 1, "b": 1, "other": 0, "failed": 0,
       "answers_a": 0.5, "answers_b": 0.5, "gradient_ratio": 0.1, "fitted": 1}],
     "named": [{"policy": "z", "runs": 1, "answers": 0.1}],
     "text": {"probability_a": 0.5, "probability_b": 0.5, "log_odds": 0, "outside": 0,
       "reading": "all", "unseen": 1, "loss": 0.1, "loss_before": 1, "bases_a": [0, 1], "bases_b": [0, 1],
       "directions": [{"answer": "yes", "inputs": 3, "answers_a": 1, "answers_b": 0}]},
     "sequences": {"sameness": "d-bat", "rounds": 1, "sequences": 1, "mix_rate": 1, "text": "t",
       "strengths": [{"strength": 0, "rounds": [{"round": 1, "a": 1, "b": 0, "named": {"z": 1},
         "other": 0, "failed": 0, "answers_a": 1, "answers_b": 0, "crossed": 0,
         "named_answers": {"z": 0.1}, "training_right": 1, "gradient_ratio": 0}],
         "discovery": [{"policy": "x", "share": [1], "low": [0.5], "high": [1], "at_most": 1}],
         "sameness": [{"measure": "hard-agreement", "grain": "whole-answer", "rows": [[1]]}]}]}}],
     "controls": {"capability": [{"policy": "x", "runs": 16, "reached": 16, "answers": 1,
         "passed": true}],
       "memory": {"learner": "l", "answers_a": 0.5, "answers_b": 0.5},
       "sensitivity": [{"variation": "v", "runs": 1, "a": 1, "b": 0, "other": 0, "failed": 0,
         "answers_a": 1, "answers_b": 0, "log_odds_run": 1, "log_odds_answer": 1}],
       "confirmation": {"inputs": 5, "a": 1, "b": 0, "other": 0, "failed": 0, "answers_a": 1,
         "answers_b": 0, "log_odds": 1, "log_odds_run": 1, "joint_error": 0.1},
       "mix_rate": 1,
       "pretraining": [{"variation": "standard", "bases": 2, "passed": 2, "gate": 0.9,
         "personas": [{"persona": "p", "mean": 1, "least": 1}]}],
       "bigrams": [{"table": "t", "draws": 100, "answers_a": 0.5, "answers_b": 0.5,
         "probability_a": 0.5, "probability_b": 0.5, "right": 1, "outside": 0, "gate": 1,
         "cannot": "c", "log_odds_run": 1, "log_odds_answer": 1, "shows_b": false,
         "alike": 0.5, "weight": 0.5, "explained": 0.5, "tags": [{"tag": "t:", "answers_a": 0.5,
           "answers_b": 0.5, "probability_a": 0.5, "probability_b": 0.5, "is_training": true}]}]},
     "provenance": {"tiltmeter": "v", "arithmetic": "a", "setup": "s", "task": "t", "seed": 1,
       "trainings": 10, "inputs": {"training": 5}}SWEEP}
    """

  /// What a sweep has beside it; a cell's summary is one without.
  private static let sweep = """
    , "cells": [{"settings": {"seed": 1}, "complete": true, "missing": 0, "summary": SUMMARY}],
     "sweep": {"keys": ["seed"],
       "grains": [{"grain": "run", "level": 0.95, "simultaneous_level": 0.99,
         "rows": [{"cell": 0, "estimator": "direct", "log_odds": 1, "low": 0, "high": 2,
           "low_all": -1, "high_all": 3, "inputs": "these", "bound": "none"}],
         "agreement": {"q": 1, "df": 1, "p": 0.3, "agree": true, "cells": [0, 1], "text": "t"}}],
       "dials": [{"key": "task.hint", "read_at": 0, "grain": "run", "settings": {"seed": 1},
         "measured": {"log_odds": 1, "low": 0, "high": 2, "model_range": [0, 2], "trainings": 5},
         "others": {"log_odds": 1, "low": 0, "high": 2, "model_range": [0, 2], "trainings": 5},
         "distance": 0.1, "extrapolated_nats": 0.2, "step": 0.3, "difference": 0,
         "standard_error": 0.1, "p": 0.5, "agree": true, "text": "t"}]}
    """

  private static var wholeSweep: String {
    let cell = whole.replacingOccurrences(of: "SWEEP}", with: "}")
    return whole.replacingOccurrences(
      of: "SWEEP}", with: sweep.replacingOccurrences(of: "SUMMARY", with: cell) + "}")
  }

  /// Objects whose keys are names.
  private static let free = ["details", "settings", "named", "named_answers", "inputs"]

  private static func keys(_ value: Any, _ path: String) -> Set<String> {
    if let list = value as? [Any] {
      return list.reduce(into: []) { $0.formUnion(keys($1, path + "[]")) }
    }
    guard let object = value as? [String: Any],
      !free.contains(where: { path == $0 || path.hasSuffix("." + $0) })
    else { return [] }
    return object.reduce(into: []) { found, entry in
      let inner = path.isEmpty ? entry.key : path + "." + entry.key
      // A cell's summary is described by the table itself.
      if inner == "cells[].summary" {
        found.insert(inner)
        return
      }
      found.insert(inner)
      found.formUnion(keys(entry.value, inner))
    }
  }

  /// Optional parts that the example leaves out, by mirrors.
  private static func missing(_ value: Any, _ path: String) -> [String] {
    // A cell has no cells.
    let isOfACell = path.contains("summary.wrappedValue")
    if isOfACell, path.hasSuffix(".cells") || path.hasSuffix(".sweep") { return [] }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
      guard let inner = mirror.children.first else { return [path] }
      return missing(inner.value, path)
    }
    if value is SummaryDetail { return [] }
    return mirror.children.flatMap { missing($0.value, path + "." + ($0.label ?? "")) }
  }

  @Test func everyKeyIsDescribed() throws {
    let summary = try JSONDecoder().decode(Summary.self, from: Data(Self.wholeSweep.utf8))
    #expect(Self.missing(summary, "").isEmpty)
    let written = try JSONSerialization.jsonObject(with: summary.json())
    let text = try String(
      contentsOf: Self.documents.appendingPathComponent("summary.md"), encoding: .utf8)
    let rows = text.components(separatedBy: "## Keys").last ?? ""
    let described = rows.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
      row.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.output.1) }
    }
    #expect(Set(described).count == described.count)
    #expect(Self.keys(written, "").subtracting(described).sorted() == [])
    #expect(Set(described).subtracting(Self.keys(written, "")).sorted() == [])
    #expect(text.contains("`schema` is \(Summary.currentSchema)"))
  }

  /// Every kind of verdict is in the table of kinds.
  @Test func everyKindIsDescribed() throws {
    let text = try String(
      contentsOf: Self.documents.appendingPathComponent("summary.md"), encoding: .utf8)
    for kind in VerdictKind.allCases { #expect(text.contains("\n| `\(kind.rawValue)` | ")) }
  }

  @Test func theBytesAreTheSame() throws {
    let summary = try JSONDecoder().decode(Summary.self, from: Data(Self.wholeSweep.utf8))
    let bytes = try summary.json()
    let again = try JSONDecoder().decode(Summary.self, from: bytes)
    #expect(again == summary)
    #expect(try again.json() == bytes)
  }
}
