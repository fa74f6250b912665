import Catalogue
import JSON
import Store

extension Shape {
  /// The change of one record.
  static let change = Shape.object([
    .init("entity", .value(.text), "What kind of record."), .init("id", .value(.integer), "Its id."),
    .init("name", .optional(.value(.text)), "What it is called; null where it has no name."),
    .init("before", .optional(.value(.json)), "What changed, as it was; null only for what was made."),
    .init("after", .optional(.value(.json)), "What changed, as it is; null only for what was deleted."),
  ])
}

extension WriteTransaction {
  /// The members that an answer has besides the requested ones: warnings; and for a dry run, `dry_run` and, if wanted,
  /// what would have changed.
  func notes(_ arguments: Arguments, showsChanges: Bool = false) throws(Failure) -> [JSON.Member] {
    var notes: [JSON.Member] = []
    if !warnings.isEmpty { notes.append(.init("warnings", .array(warnings.map { .string($0) }))) }
    guard arguments.flag("dry_run") else { return notes }
    if showsChanges { notes.append(.init("changes", .array(try changes()))) }
    return notes + [.init("dry_run", true)]
  }
}
