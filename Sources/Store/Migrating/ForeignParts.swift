import Catalogue
import Engine

/// The columns and constraints that other programs added to the tables of a database. A migration keeps them.
struct ForeignParts {
  private let catalogue: Catalogue
  /// The constraints of the server's own tables in all generations, by table, word by word.
  private var knownConstraints: [String: Set<[String]>] = [:]

  init(_ migration: Migration, _ transaction: borrowing WriteTransaction) throws(Failure) {
    catalogue = transaction.model.catalogue
    for shape in try transaction.database.shapes(migration.knownStatements) {
      knownConstraints[shape.name, default: []].formUnion(shape.constraints.map(TableShape.words))
    }
  }

  func columns(of shape: TableShape) -> [TableShape.Column] {
    shape.columns.filter { !catalogue.names($0.name, of: shape.name) }
  }

  func constraints(of shape: TableShape) -> [String] {
    shape.constraints.filter { knownConstraints[shape.name]?.contains(TableShape.words(of: $0)) != true }
  }

  /// The declaration with the foreign parts of others, each once.
  func adding(to shape: TableShape, from others: [TableShape]) -> TableShape {
    var whole = shape
    for other in others {
      whole.columns += columns(of: other).filter { !whole.has($0.name) }
      whole.constraints += constraints(of: other).filter { !whole.constraints.contains($0) }
    }
    return whole
  }
}

extension WriteTransaction {
  /// The tables that an older generation has in place of this one.
  func olderTables(than table: String) throws(Failure) -> [TableShape] {
    var shapes: [TableShape] = []
    for entity in model.catalogue.entities where entity.tables.first == table {
      for older in entity.tables.dropFirst() where model.layout.has(older) {
        shapes.append(try database.shape(of: older))
      }
    }
    return shapes
  }
}
