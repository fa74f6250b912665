import ClientKit
import JSON

/// Prints the records for which a command waited: a line for a person as soon as one is as it should be, and what a
/// program reads at the end, as a whole.
struct WaitReport {
  private let command: WaitCommand
  private let goal: WaitGoal
  private let kinds: PathKinds
  /// What is printed at the end.
  private var answers: [JSON] = []

  init(_ command: WaitCommand, _ goal: WaitGoal, _ kinds: PathKinds) {
    (self.command, self.goal, self.kinds) = (command, goal, kinds)
  }

  private var isQuiet: Bool { command.arguments.has("quiet") }
  private var isSentence: Bool { command.settings.format == .table && command.settings.fields == nil }

  mutating func add(_ record: AwaitedRecord, isGone: Bool, _ session: inout Session) throws {
    guard !isQuiet else { return }
    guard !isSentence else { return try session.output.write(sentence(record, isGone: isGone) + "\n") }
    answers.append(isGone ? gone(record) : try whole(record, &session))
  }

  /// `task 12: status=completed`
  private func sentence(_ record: AwaitedRecord, isGone: Bool) -> String {
    let name = record.name(command.entity)
    if isGone { return "\(name): deleted" }
    return "\(name): " + (goal.paths.isEmpty ? "exists" : record.comparison(goal.paths))
  }

  /// What is known of a record that is gone: what named it.
  private func gone(_ record: AwaitedRecord) -> JSON {
    guard case .object(var object) = record.values else {
      return Int64(record.key).map { ["id": .integer($0), "deleted": true] }
        ?? ["key": .string(record.key), "deleted": true]
    }
    object["deleted"] = true
    return .object(object)
  }

  private func whole(_ record: AwaitedRecord, _ session: inout Session) throws -> JSON {
    var params = JSON.Object([.init("id", record.id ?? .null)])
    if let parameter = command.get.parameter(.fields) {
      params[parameter.name] = .array(try reading.askedFields().map { .string($0) })
    }
    do { return try session.call(command.get, params) } catch let ending as Ending where ending.status == .notFound {
      // It was so, and is gone by now.
      return record.values
    }
  }

  func finish(_ session: inout Session) throws {
    guard !answers.isEmpty else { return }
    let fields = try reading.givenFields()
    // One key has one answer; several have a list, however many of the records are there.
    guard answers.count > 1 else { return try session.output.write(reading.text(answers[0], fields, kinds)) }
    let columns = fields.map { Column.asked($0, kinds) } ?? []
    var format = command.settings.format.make(columns, key: command.entity.key, command.settings.style)
    var text = ""
    format.add(answers, to: &text)
    format.finish(&text)
    try session.output.write(text)
  }

  /// The command that reads one of the records.
  private var reading: EntityCommand {
    EntityCommand(
      service: command.service, entity: command.entity, method: command.get, arguments: command.arguments,
      settings: command.settings, words: [])
  }
}
