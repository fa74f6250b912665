import ClientKit
import JSON
package import ShellLanguage
import Vocabulary

/// `db.Organization`: called, it makes a record; its methods find them.
package final class EntityType: HostObject {
  let shape: Shape
  let database: Database

  init(_ shape: Shape, _ database: Database) { (self.shape, self.database) = (shape, database) }

  package var typeName: String { "\(shape.className) class" }
  package var phrase: String { "the class db.\(shape.className)" }
  package var standsOnItsOwnLine: Bool { false }
  package func representation() throws(ShellError) -> String { "<class 'db.\(shape.className)'>" }
  package func help() throws(ShellError) -> HelpText { EntityHelp.of(self) }

  package func equals(_ other: Value) throws(ShellError) -> Bool {
    if case .object(let object) = other, let type = object as? EntityType { return type.shape === shape }
    return false
  }

  package func hashKey() throws(ShellError) -> HashKey { .named(type: "entity", key: shape.name) }

  package func isType(of value: Value) -> Bool? { Record.from(value).map { $0.shape === shape } ?? false }

  package func attributeNames() -> [String] { EntityMethod.names(of: shape, database) }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    if name == "__name__" { return .text(shape.className) }
    if let method = EntityMethod.named(name, self) { return method.value(of: self) }
    return try EntityMethod.absent(name, self)?.value(of: self)
  }

  package func item(_ key: Value) throws(ShellError) -> Value? { throw isNoList() }
  package func iterator() throws(ShellError) -> ValueIterator? { throw isNoList() }
  package func length() throws(ShellError) -> Int? { throw isNoList() }
  package func isTrue() throws(ShellError) -> Bool { true }

  private func isNoList() -> ShellError {
    ShellError(
      "TypeError", "the class \(shape.className) is not a list of its records",
      hint: "db.\(shape.className).get() is one")
  }

  // MARK: - Making one

  package func parameters() -> Parameters? {
    let names = shape.names.filter { name in
      switch shape.member(name) {
      case .field(let field): !field.isReadOnly
      case .id, nil: false
      case .relation, .foreignKey: true
      }
    }
    return Parameters(["*"] + names.map { $0 + "=" } + ["**others"])
  }

  package func call(_ call: Call) throws(ShellError) -> Value {
    guard database.schema.offers(shape.name + ".create") else {
      throw ShellError(
        "TypeError", "the server makes the \(Wording.plural(shape.entity.words)): they cannot be made here")
    }
    let record = Record(shape, database, id: nil)
    let names = parameters()?.names ?? []
    var given: [(name: String, value: Value)] = []
    for (place, name) in names.enumerated() { if let value = call[place] { given.append((name, value)) } }
    given += call.keywords
    for (name, value) in given {
      guard try record.setAttribute(name, to: value) else {
        throw ShellError(
          "TypeError", "'\(name)' is an invalid keyword argument for \(shape.className)",
          hint: NearMiss.hint(name, among: names))
      }
    }
    return .object(record)
  }
}
