import Catalogue
import JSON
import Store

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
