import ClientKit
import JSON
import Vocabulary

/// What a backup holds, as a person reads it.
struct BackupText {
  let facts: JSON

  init(_ facts: JSON) { self.facts = facts }

  /// `245 kB of layout 4 with 160 records; its last change is 12, of 2026-01-31T09:30:00.000000Z`
  var contents: String {
    let records = (facts["records"]?.array ?? []).reduce(0) { $0 + ($1["count"]?.integer ?? 0) }
    let last = facts["last"]?.integer ?? 0
    return "\(Quantity.bytes(facts["bytes"]?.integer ?? 0)) of layout \(facts["layout"]?.integer ?? 0) with "
      + (records == 1 ? "1 record" : "\(Quantity.count(records)) records")
      + (last == 0 ? "" : "; its last change is \(last), of \(facts["last_at"]?.string ?? "an unknown time")")
  }

  /// A line for each kind of record.
  var records: [String] {
    (facts["records"]?.array ?? []).compactMap { record in
      guard let entity = record["entity"]?.string, let count = record["count"]?.integer, count > 0 else { return nil }
      return "  \(entity): \(Quantity.count(count))"
    }
  }
}

extension Session {
  /// Writes an answer for programs, or says sentences to a person.
  /// - Parameter name: what `--quiet` prints; nil for nothing.
  mutating func show(_ answer: JSON, named name: String? = nil, _ sentences: [String]) throws {
    switch settings.format {
    case .table: for sentence in sentences { say(sentence) }
    case .name: if let name { try output.write(name + "\n") }
    default:
      var format = settings.format.make([], key: [], settings.style)
      var text = ""
      format.record(answer, to: &text)
      try output.write(text)
    }
    try finish()
  }
}
