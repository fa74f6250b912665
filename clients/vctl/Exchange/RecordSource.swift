/// Where the lines of a file of records come from.
struct RecordSource {
  let name: String
  /// Nil for a file of JSON lines.
  private let document: RecordDocument?

  init(name: String, document: RecordDocument?) { (self.name, self.document) = (name, document) }

  /// What the daemon does not see.
  var flaws: [RecordDocument.Flaw] { document?.flaws ?? [] }

  /// The line of the file itself.
  /// - Parameters:
  ///   - line: of what the daemon reads.
  ///   - path: the value within the record: `users[0].email`.
  func line(_ line: Int, _ path: String?) -> Int { document?.line(line, path) ?? line }
}
