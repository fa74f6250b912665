/// A table, view or trigger of a database.
package struct SchemaObject: Sendable, Hashable {
  /// `table`, `view` or `trigger`.
  package let kind: String
  package let name: String
  /// The table that a trigger belongs to; the name itself for the others.
  package let table: String

  package init(kind: String, name: String, table: String) { (self.kind, self.name, self.table) = (kind, name, table) }
}
