import ClientKit
import JSON
import Vocabulary

/// Records and the links between them, as the daemon answers them. What they are is not known here.
struct RecordGraph {
  struct Record {
    /// Letters, digits and `_`.
    let key: String
    let entity: String
    /// Its name, on one line.
    let label: String
    /// What else is told of it, on one line.
    let note: String
    let tone: Tone?
    let level: Int
  }

  struct Link {
    /// Places of records.
    let start: Int
    let end: Int
    let label: String?
  }

  let records: [Record]
  let links: [Link]

  init(_ answer: JSON) {
    let all = (answer["records"]?.array ?? []).compactMap { Record($0) }
    var places: [String: Int] = [:]
    for (place, record) in all.enumerated() { places[record.key] = place }
    records = all
    links = (answer["links"]?.array ?? []).compactMap { link in
      guard let start = link["from"]?.string.flatMap({ places[$0] }),
        let end = link["to"]?.string.flatMap({ places[$0] })
      else { return nil }
      return Link(start: start, end: end, label: link["label"]?.string.map { Self.line($0) })
    }
  }
}

extension RecordGraph {
  /// Text on one line that every format can hold: XML knows neither control characters nor these two noncharacters.
  fileprivate static func line(_ text: String) -> String {
    Escape.controls(in: text).replacing("\u{FFFE}", with: "\u{FFFD}").replacing("\u{FFFF}", with: "\u{FFFD}")
  }
}

extension RecordGraph.Record {
  fileprivate init?(_ json: JSON) {
    guard let key = json["key"]?.string, let entity = json["entity"]?.string, let level = json["level"]?.integer,
      (0...1_000_000).contains(level), ForeignName.isPlain(key)
    else { return nil }
    (self.key, self.entity, self.level) = (key, entity, Int(level))
    label = RecordGraph.line(json["label"]?.string ?? "")
    let kind = entity.replacing("_", with: " ") + (json["id"]?.integer.map { " \($0)" } ?? "")
    let parts = [kind, json["state"]?.string, json["note"]?.string].compactMap { $0 }
    note = parts.map { RecordGraph.line($0) }.joined(separator: " · ")
    tone = json["tone"]?.string.flatMap { Tone(rawValue: $0) }
  }
}
