import ClientKit
import JSON
package import ShellLanguage

/// `db`: the classes of the open database, and what concerns all of them.
package final class DatabaseObject: HostObject {
  private let database: Database

  package init(_ database: Database) { self.database = database }

  package var typeName: String { "db" }
  /// There is one, and it is called so.
  package var phrase: String { "'db'" }
  package var standsOnItsOwnLine: Bool { false }
  package func representation() throws(ShellError) -> String { "<db at \(database.link.path)>" }

  package func attributeNames() -> [String] {
    let all = database.schema.classNames
    // Short forms, such as Org, would only stand in the way of what they are short for.
    let names = all.filter { name in
      !all.contains { $0.hasPrefix(name) && $0.dropFirst(name.count).first?.isLowercase == true }
    }
    return (names + ["transaction"] + offered.map(\.name)).sorted()
  }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    if let shape = database.schema.shape(className: name) { return .object(EntityType(shape, database)) }
    if let type = database.schema.enumerations[name] { return .object(type) }
    if name == "transaction" {
      return .function(
        FunctionValue(
          "transaction", ["long="],
          "Collects saves, and makes all or none at the end of 'with'. With long=True it may take more than two seconds."
        ) { [database] (call) throws(ShellError) -> Value in
          .object(TransactionBlock(database, isLong: try call.value(0).isTrue()))
        })
    }
    if let method = offered.first(where: { $0.name == name }) { return method.value(database) }
    if let hint = OldClass.pairs[name] {
      throw ShellError(
        "AttributeError", "'db' has no attribute '\(name)': pairs of records are kept in lists", hint: hint)
    }
    guard name.first?.isUppercase == true, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
      return nil
    }
    if try database.isAbsent(entity: ClassName.words(name)) { return .object(AbsentType(name)) }
    // Asking may have found another daemon.
    return database.schema.shape(className: name).map { .object(EntityType($0, database)) }
  }

  private var offered: [DatabaseMethod] {
    DatabaseMethod.all.filter { database.schema.offers($0.method) && !(database.link.isReadOnly && $0.isChange) }
  }

  package func help() throws(ShellError) -> HelpText {
    var help = HelpText("db: the database that vantage6-admin serves.")
    help.list("Classes", database.schema.service.entities.map { ("db.\(ClassName.of($0.name))", $0.help) })
    let transaction: HelpText.Entry = ("with db.transaction():", "Saves and deletions inside are all made, or none.")
    help.list("Functions", [transaction] + offered.map { ("db.\($0.name)\($0.parameters.text)", $0.summary) })
    help.paragraph("help(db.User) explains what users have, and how to find and make them.")
    return help
  }
}
