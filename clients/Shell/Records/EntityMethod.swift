import ClientKit
import JSON
import ShellLanguage
import Vocabulary

/// A method of a class, such as `db.Organization.get`.
struct EntityMethod: Sendable {
  let name: String
  let parameters: Parameters
  let summary: String
  let body: @Sendable (EntityType, Call) throws(ShellError) -> Value

  init(
    _ name: String, _ parameters: Parameters, _ summary: String,
    _ body: @escaping @Sendable (EntityType, Call) throws(ShellError) -> Value
  ) {
    (self.name, self.parameters, self.summary, self.body) = (name, parameters, summary, body)
  }

  func value(of type: EntityType) -> Value {
    let body = body
    return .function(
      FunctionValue(name, parameters, summary, receiver: .object(type)) { (call) throws(ShellError) -> Value in
        guard case .object(let object) = call.receiver, let type = object as? EntityType else { return .none }
        return try body(type, call)
      })
  }

  static func names(of shape: Shape, _ database: Database) -> [String] {
    let keys = shape.entity.fields.filter { $0.isUnique || shape.entity.key.contains($0.name) }.map(\.name)
    var names = ["get", "help", "exists"]
    if shape.entity.key.count < 2 { names += keys.flatMap { ["get_by_\($0)", "find_by_\($0)", "\($0)_exists"] } }
    return (names + database.oldClass(of: shape).methods.map(\.name)).sorted()
  }

  /// What help tells of the methods of a class; old names of others are left out.
  static func entries(of type: EntityType) -> [HelpText.Entry] {
    names(of: type.shape, type.database).filter { !$0.hasPrefix("find_by_") }.compactMap { name in
      named(name, type).map { ($0.name + $0.parameters.text, $0.summary) }
    }
  }

  static func named(_ name: String, _ type: EntityType) -> EntityMethod? {
    let shape = type.shape
    if let method = (type.database.oldClass(of: shape).methods + common).first(where: { $0.name == name }) {
      return method
    }
    let words = ClassName.words(name)
    for prefix in ["get_by_", "find_by_"] where words.hasPrefix(prefix) {
      if let field = shape.entity.field(String(words.dropFirst(prefix.count))), !field.isSecret {
        return finder(name, field)
      }
    }
    if words.hasSuffix("_exists"), let field = shape.entity.field(String(words.dropLast(7))), !field.isSecret {
      return EntityMethod(name, [field.name], "Whether a record has that \(field.name).") {
        (type, call) throws(ShellError) -> Value in
        .bool(try type.exists(field, call.value(0), call.runtime))
      }
    }
    return nil
  }

  /// A method that finds nothing, by a field that databases of another generation have.
  /// - Throws: AttributeError for a field that another program has.
  static func absent(_ name: String, _ type: EntityType) throws(ShellError) -> EntityMethod? {
    let words = ClassName.words(name)
    let isQuestion = words.hasSuffix("_exists")
    let prefix = ["get_by_", "find_by_"].first { words.hasPrefix($0) } ?? ""
    guard isQuestion || !prefix.isEmpty else { return nil }
    let field = String(isQuestion ? words.dropLast(7) : words.dropFirst(prefix.count))
    guard try type.database.absence(ofMember: field, of: type.shape).value(of: field) != nil else { return nil }
    return EntityMethod(name, [field], "Finds nothing: this database has no '\(field)'.") { (_, _) in
      isQuestion ? .bool(false) : .none
    }
  }

  private static func finder(_ name: String, _ field: FieldDescription) -> EntityMethod {
    EntityMethod(name, [field.name], "The record with that \(field.name).") {
      (type, call) throws(ShellError) -> Value in
      let sent = try ValueCoding.json(call.value(0), field, call.runtime)
      let said = "the \(field.name) \(try call.runtime.representation(of: call.value(0)))"
      if let found = try type.database.one(type.shape, where: [(field.name): ["eq": sent]], said) {
        return .object(found)
      }
      guard type.database.oldClass(of: type.shape).insistsOnFinding else { return .none }
      let words = type.shape.entity.words
      throw ShellError(
        "NoResultFound", "there is no \(words) with \(said)",
        hint: "db.\(type.shape.className).get() lists all \(Wording.plural(words))")
    }
  }

  private static let common: [EntityMethod] = [
    EntityMethod("get", ["id_="], "All records, or the one with that id; None where there is none.") {
      (type, call) throws(ShellError) -> Value in
      switch call.value(0) {
      case .none: return .list(try type.database.list(type.shape).map { .object($0) })
      case .int(let id): return try type.found(id)
      case .text(let text):
        guard let id = Int64(text) else { return .none }
        return try type.found(id)
      default: throw ShellError("TypeError", "get takes an id, not \(call.value(0).phrase)")
      }
    },
    EntityMethod("help", [], "Prints the names of what records have; help(…) of the class explains them.") {
      (type, call) throws(ShellError) -> Value in
      call.runtime.write(EntityHelp.names(type.shape, type.database) + "\n")
      return .none
    },
    EntityMethod("exists", ["field", "value"], "Whether a record has that value.") {
      (type, call) throws(ShellError) -> Value in
      let name = try Arguments.text(call, 0)
      switch type.shape.member(name) {
      case .field(let field) where !field.isSecret:
        return .bool(try type.exists(field, call.value(1), call.runtime))
      case .id:
        return .bool(try type.database.find(type.shape, try Arguments.id(call.value(1))) != nil)
      case .foreignKey(let relation):
        let condition: JSON = ["\(relation.name).id": .integer(try Arguments.id(call.value(1)))]
        return .bool(!(try type.database.list(type.shape, where: condition, limit: 1).isEmpty))
      case nil where try type.database.absence(ofMember: name, of: type.shape).value(of: name) != nil:
        return .bool(false)
      default:
        throw ShellError(
          "AttributeError", "\(Wording.indefinite(type.shape.className)) has no field '\(name)'",
          hint: NearMiss.hint(name, among: type.shape.names))
      }
    },
  ]
}

extension EntityType {
  /// The record with that id; None without one. Then the daemon knows whether a record is named like that number.
  fileprivate func found(_ id: Int64) throws(ShellError) -> Value {
    if let record = try database.find(shape, id) { return .object(record) }
    do throws(ShellError) {
      _ = try database.link.read(shape.name + ".get", ["id": .integer(id), "fields": ["id"]])
    } catch {
      guard error.refusal?.kind == .notFound else { throw error }
      if let hint = error.hint { database.link.note(hint) }
    }
    return .none
  }

  func exists(_ field: FieldDescription, _ value: Value, _ runtime: any Runtime) throws(ShellError) -> Bool {
    let sent = try ValueCoding.json(value, field, runtime)
    let condition: JSON = sent.isNull ? ["null": true] : ["eq": sent]
    return !(try database.list(shape, where: [(field.name): condition], limit: 1).isEmpty)
  }
}
