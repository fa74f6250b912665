import ClientKit
import JSON
import Vocabulary

/// Looks whether the records that a command waits for are as it wants them.
struct RecordLook {
  private let command: WaitCommand
  private let goal: WaitGoal
  private let condition: JSON?
  /// The fields of the natural key, and what is compared.
  private let fields: [String]
  var report: WaitReport

  init(_ command: WaitCommand, _ goal: WaitGoal, _ kinds: PathKinds) throws(UsageError) {
    (self.command, self.goal) = (command, goal)
    // What lies so long ago is counted from the beginning of the wait.
    condition = try ConditionTree.json(goal.conditions, kinds, now: .now)
    fields = ["id"] + command.entity.key + goal.paths.filter { $0 != "id" && !command.entity.key.contains($0) }
    report = WaitReport(command, goal, kinds)
  }

  /// Marks and prints those that are as they should be.
  /// - Throws: where one is missing that should be there.
  mutating func take(_ records: inout [AwaitedRecord], _ session: inout Session) throws {
    for place in records.indices where records[place].state == .missing {
      try find(&records[place], &session)
    }
    let present = records.indices.filter { records[$0].state == .present }
    guard !present.isEmpty else { return }
    let ids: JSON = ["id": ["in": .array(present.compactMap { records[$0].id })]]
    let fulfilling = goal.isDeletion ? [] : try values(condition.map { ["and": [ids, $0]] } ?? ids, &session)
    // Without a condition, to be there is enough, and no record is left for a second question.
    let others = condition == nil && !goal.isDeletion ? fulfilling : try values(ids, &session)
    for place in present {
      let id = records[place].id
      if let found = fulfilling.first(where: { $0["id"] == id }) {
        records[place].values = found
        records[place].state = .done
        try report.add(records[place], isGone: false, &session)
      } else if let found = others.first(where: { $0["id"] == id }) {
        records[place].values = found
      } else {
        try vanish(&records[place], &session)
      }
    }
  }

  /// Looks a record up by its key.
  private mutating func find(_ record: inout AwaitedRecord, _ session: inout Session) throws {
    var params = JSON.Object(
      try KeyArgument.parameters(record.key, fields: command.get.keyFields, entity: command.entity))
    if let parameter = command.get.parameter(.fields) { params[parameter.name] = ["id"] }
    do {
      record.id = try session.call(command.get, params)["id"]
      record.state = .present
    } catch let ending as Ending where ending.status == .notFound {
      guard !goal.isDeletion else {
        record.state = .done
        return try report.add(record, isGone: true, &session)
      }
      guard goal.mayAppear else { throw ending }
    }
  }

  /// A record that was there is no more.
  private mutating func vanish(_ record: inout AwaitedRecord, _ session: inout Session) throws {
    if goal.isDeletion {
      record.state = .done
      return try report.add(record, isGone: true, &session)
    }
    guard goal.mayAppear else {
      throw Ending(
        .notFound, "\(record.name(command.entity)) was deleted while vctl waited for \(goal.text)", kind: "not_found")
    }
    record.state = .missing
    record.id = nil
  }

  private func values(_ condition: JSON, _ session: inout Session) throws -> [JSON] {
    var params = JSON.Object()
    if let parameter = command.list.parameter(.condition) { params[parameter.name] = condition }
    if let parameter = command.list.parameter(.fields) {
      params[parameter.name] = .array(fields.map { .string($0) })
    }
    var pages = Pages(command.list.name, params, limit: nil)
    var items: [JSON] = []
    while let page = try pages.next(&session) { items += page.items }
    return items
  }
}
