package import Catalogue
import SQLite

extension DatabaseFile {
  /// Opens the file as `open(_:seed:)` does; a new one starts with the seeds of its generation.
  package static func open(_ options: DatabaseOptions, seeds: [Int: Seeds]) throws(Failure) -> DatabaseFile {
    try open(options) { (connection, generation) throws(SQLiteError) in
      let marksDefaultRoles = Schema.of(generation: generation)?.has("role", "is_default_role") ?? false
      try seeds[generation]?.insert(into: connection, marksDefaultRoles: marksDefaultRoles)
    }
  }
}
