import Catalogue
import JSON
import Store
import Vocabulary

extension Operation {
  static let watchStart = Operation(
    Method(
      "watch.start",
      "Send each change from now on, after its commit and in order, as a notification 'watch.change' with a record "
        + "of the audit log, or with 'foreign' when another process changed something. A client that is too slow gets "
        + "'watch.dropped' with the number of the last change that was sent, and then nothing more; every client gets "
        + "it, with a 'reason', when the database is replaced.",
      access: .read,
      parameters: [
        Parameter(
          "entities", .json, "Only changes of records of these entities, an array of names; all by default.",
          role: .entities),
        Parameter("since", .integer, "Start after the change with this number."),
        .history,
      ],
      answer: .object([
        .init("seq", .value(.integer), "The changes after the one with this number are sent."),
        .init(
          "history", .value(.text), "The history of the database. Numbers of changes belong to one history."),
      ]),
      errors: [.invalid, .conflict],
      example: Example(
        ["entities": ["user", "role"]], answers: ["seq": 7, "history": "CK38yrbi"])),
    .session { (transaction, arguments, caller, _, writer) throws(Failure) in
      try transaction.check(history: arguments.text("history"))
      let entities = try arguments["entities"].map { json throws(Failure) in
        try watched(json, transaction.model)
      }
      let position = try position(arguments.integer("since"), try transaction.auditRange())
      caller.subscription = Subscription(entities: entities, position: position)
      writer.value(["seq": .integer(position), "history": .string(transaction.history)])
    })

  static let watchStop = Operation(
    Method(
      "watch.stop", "Stop the notifications.", access: .none,
      answer: .object([.init("watched", .value(.boolean), "Whether changes were sent until now.")]),
      example: Example(answers: ["watched": true])),
    .plain { _, caller, _, writer in
      writer.value(["watched": .bool(caller.subscription != nil)])
      caller.subscription = nil
    })

  /// The catalogue's names of the entities, which the caller may have named by an alias.
  private static func watched(_ json: JSON, _ model: Model) throws(Failure) -> Set<String> {
    guard let items = json.array, !items.isEmpty else {
      throw Failure(
        .invalid, "'entities': expected an array of names, such as [\"user\"]", field: "entities",
        hint: "leave it out to watch all entities")
    }
    var names: Set<String> = []
    for item in items {
      guard let name = item.string else {
        throw Failure(.invalid, "'entities': expected names, got \(item)", field: "entities")
      }
      names.insert(try model.entity(name).name)
    }
    return names
  }

  private static func position(
    _ since: Int64?, _ range: (oldest: Int64, last: Int64)
  ) throws(Failure) -> Int64 {
    guard let since else { return range.last }
    guard since >= 0, since <= range.last else {
      throw Failure(
        .invalid, "'since': expected the number of a change, 0 to \(range.last), got \(since)", field: "since")
    }
    guard since + 1 >= range.oldest else {
      throw Failure(
        .limit, "the changes after \(since) are no longer in the audit log: the oldest there is \(range.oldest)",
        field: "since", hint: "read the records again, then watch from now on",
        more: [JSON.Member("oldest", .integer(range.oldest))])
    }
    return since
  }
}
