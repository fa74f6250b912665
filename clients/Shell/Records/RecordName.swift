import ClientKit
import JSON

/// A record in a note: people know names, statements take ids.
enum RecordName {
  /// `'anna' (27)`; the id alone where the record has no name.
  static func text(_ id: JSON, _ name: String?) -> String {
    guard let name else { return Cell.text(id) }
    return "'\(Escape.controls(in: name))' (\(Cell.text(id)))"
  }
}
