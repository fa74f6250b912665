import JSON

/// What a call still knows of the changes whose audit records were written before its end.
struct Flushed {
  /// The record that was changed first.
  var first: RecordID?
  var count = 0
  /// The highest deleted id of each table.
  var deleted: [String: Int64] = [:]
  /// The first changes, as an answer has them.
  var changes: [JSON] = []
}
