package import Catalogue
import Engine

extension ReadTransaction {
  /// The number that the next record gets in a field whose default is the next number. Asking does not take the number.
  package func peekNext(_ field: String, of entity: BoundEntity) throws(Failure) -> Int64 {
    guard let field = entity.field(field) else { return 1 }
    let columns = Sequence.columns(of: field, entity, model.layout)
    return try Sequence.peek(field.name, beyond: columns, database)
  }
}
