import Catalogue
import Engine

/// An empty place for a copy of a database. The copy is there as a whole after `commit`; otherwise the place stays empty.
protocol MoveTarget: AnyObject {
  /// For reading what was written, too.
  var session: any Session { get }
  /// The engine's name, as people know it.
  var engine: String { get }
  /// What people call the place; nil for a file that came without a name.
  var name: String? { get }
  /// The statements that declare the types and tables of a new database there.
  func declarations(of fresh: Product.FreshFile) -> (types: [String], tables: [String])
  /// - Throws: `invalid` for a place that is not empty, `read_only` if nothing may be made there.
  func check(_ product: Product) throws(Failure)
  /// Makes our own tables. To be called in the transaction, after the tables of the product.
  func makeOwnTables() throws(EngineError)
  /// Makes durable what was written.
  func commit() throws(EngineError)
  /// Forgets what was written.
  func abandon()
}
