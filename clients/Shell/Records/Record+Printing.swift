import ClientKit
import JSON
package import ShellLanguage

extension Record {
  package func representation() throws(ShellError) -> String {
    if isDeleted { return "<\(typeName) \(id ?? 0), deleted>" }
    return shape.recordText.text(.object(try printable()), shape, database.schema)
  }

  package func help() throws(ShellError) -> HelpText { try EntityHelp.of(self) }

  /// What was read, with the changes that are not saved laid over it.
  private func printable(depth: Int = 0) throws(ShellError) -> JSON.Object {
    if !isNew {
      try load()
      if !isPrintable { try loadPrinted(shape.recordText.paths(shape, database.schema)) }
    }
    var object = loaded
    object["id"] = id.map { .integer($0) } ?? .null
    guard depth < 4, let interpreter = database.interpreter else { return object }
    for name in changedNames {
      guard let value = change(name) else { continue }
      switch value {
      case .list(let list):
        var items: [JSON] = []
        for case let record? in try list.elements().map(Record.from) {
          items.append(.object(try record.printable(depth: depth + 1)))
        }
        object[name] = .array(items)
      case .object(let other as Record): object[name] = .object(try other.printable(depth: depth + 1))
      case .int(let id):
        guard let relation = shape.entity.relation(name) else { fallthrough }
        let other = try referred(relation)
        object[name] =
          try other.map { (record) throws(ShellError) in .object(try record.printable(depth: depth + 1)) }
          ?? ["id": .integer(id), "missing": true]
      default:
        guard let field = shape.entity.field(name), !field.isSecret else { continue }
        object[name] = try ValueCoding.json(value, field, interpreter)
      }
    }
    if isNew { object["complete"] = object["complete"] ?? .bool(false) }
    return object
  }

  /// A record that came by `get` lacks what only lists are asked for.
  private func loadPrinted(_ paths: [String]) throws(ShellError) {
    guard let id else { return }
    let fields = shape.listedFields + paths
    let answer = try database.link.read(
      shape.name + ".get", ["id": .integer(id), "fields": .array(fields.map { .string($0) })])
    add(answer)
  }
}
