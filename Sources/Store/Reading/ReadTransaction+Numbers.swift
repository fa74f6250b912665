package import Catalogue
import Engine

extension ReadTransaction {
  /// The number that a field gets whose default is the next one; it is not taken by asking.
  package func peekNext(_ field: String, of entity: BoundEntity) throws(Failure) -> Int64 {
    guard let field = entity.field(field) else { return 1 }
    let columns = Sequence.columns(of: field, entity, model.layout)
    return try Sequence.peek(field.name, beyond: columns, database)
  }
}
