import ClientKit
import ShellLanguage

extension Record {
  func savedID() throws(ShellError) -> Int64 {
    try checkPresent()
    guard let id else { throw ShellError("ValueError", "this \(typeName) is not saved yet", hint: "save() it first") }
    return id
  }

  /// The records of a relation, by its name.
  func records(_ relation: String) throws(ShellError) -> [Record] {
    guard let relation = shape.entity.relation(relation) else { return [] }
    if relation.isMany { return try referred(many: relation).compactMap(Record.from) }
    return try referred(relation).map { [$0] } ?? []
  }

  func referenceID(_ name: String) throws(ShellError) -> Int64? {
    if case .int(let id)? = try attribute(name + "_id") { return id }
    return nil
  }
}

extension Value {
  static func ids(_ records: [Record]) -> Value { .list(records.compactMap { $0.id.map { .int($0) } }) }
}
