import ClientKit
package import ShellLanguage

/// A session: the language with the database in it.
package final class Shell {
  package let interpreter: Interpreter
  package let database: Database

  /// - Parameters:
  ///   - columns: how wide help may be.
  ///   - write: takes what statements print.
  ///   - note: takes what a person should know beside it.
  package init(
    _ link: Link, columns: @escaping () -> Int = { 80 }, isInterrupted: @escaping () -> Bool = { false },
    write: @escaping (String) -> Void, note: @escaping (String) -> Void
  ) throws(ShellError) {
    let budget = Budget(limits: Limits(), isInterrupted: isInterrupted)
    interpreter = Interpreter(.standard(), budget: budget, write: write)
    (interpreter.columns, interpreter.introduction) = (columns, Self.introduction)
    link.note = note
    database = try Database(link, saving: RecordMethod.saving, oldClasses: OldClass.all)
    database.interpreter = interpreter
    introduce()
    database.onNewSchema = { [weak self] in self?.introduce() }
  }

  /// Tells the language what the database has.
  private func introduce() {
    let db = Value.object(DatabaseObject(database))
    interpreter.addBuiltin("db", db)
    let words = database.schema.enumerations.mapValues { Value.object($0) }
    for (name, value) in words { interpreter.addBuiltin(name, value) }
    for (name, hint) in Self.hints { interpreter.addHint(name, hint) }
    for name in ExitCommand.names { interpreter.addBuiltin(name, .object(ExitCommand(name))) }
    var classes = words
    for name in database.schema.classNames {
      interpreter.addHint(name, "use db.\(name)")
      classes[name] = database.schema.shape(className: name).map { .object(EntityType($0, database)) }
    }
    // The second name is that of version 5.
    for package in ["vantage6.server", "vantage6.hq"] {
      interpreter.addModule(Module(package, ["db": db]))
      interpreter.addModule(Module("\(package).db", classes))
      interpreter.addModule(Module("\(package).model", classes))
      interpreter.addModule(Module("\(package).model.rule", words))
    }
  }

  private static let hints = [
    "session": "each save() is a change of its own; 'with db.transaction():' combines several"
  ]

  /// What to type first.
  private static var introduction: HelpText {
    var help = HelpText("This shell shows and changes the database of a vantage6 server.")
    help.list(
      "To begin",
      [
        ("help(db)", "lists the classes of records, such as db.User"),
        ("help(db.User)", "explains what users have, and how to find and make them"),
        ("db.User.get()", "lists all users; db.User.get(3) is the one with the id 3"),
        ("u = db.User.get_by_username(\"anna\")", "finds one by its name"),
        ("u.email = \"…\"", "changes it here, and u.save() in the database"),
        ("db.undo()", "undoes your last change"), ("exit", "ends the session; exit(3) with a status"),
      ])
    return help
  }

  /// Runs statements.
  ///
  /// - Parameter show: takes the text of each bare expression.
  package func run(
    _ source: String, firstLine: Int = 1, show: (String) -> Void
  ) throws(ShellError) {
    defer { database.statementEnded() }
    try interpreter.run(source, firstLine: firstLine) { (value) throws(ShellError) in
      show(try Display.text(of: value, interpreter.budget))
    }
  }
}
