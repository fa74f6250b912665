import Catalogue
import JSON
import Store
import Vocabulary

// Checks and what they found, as calls name them and answers describe them.
extension Check {
  /// The checks that the call asks for.
  /// - Throws: `invalid_params` for an unknown name.
  static func chosen(_ arguments: Arguments) throws(Failure) -> [Check] {
    let names = arguments.words("checks")
    for name in names { _ = try named(name, in: "checks") }
    let least = arguments.text("severity").flatMap { Severity(rawValue: $0.lowercased()) } ?? .note
    let severities = Severity.allCases.prefix { $0 != least } + [least]
    return all.filter { (names.isEmpty || names.contains($0.name)) && severities.contains($0.severity) }
  }

  /// - Throws: `invalid_params` for an unknown name in that parameter.
  static func named(_ name: String, in parameter: String) throws(Failure) -> Check {
    if let check = all.first(where: { $0.name == name }) { return check }
    throw Failure(
      .parameters, "unknown check '\(name)'", field: parameter, hint: "'database.checks' lists them",
      suggestion: NearMiss.of(name, among: all.map(\.name)))
  }

  /// The decisions of the call, by the name of the check.
  /// - Throws: `invalid_params` for an unknown check or choice.
  static func choices(_ arguments: Arguments) throws(Failure) -> [String: Repair.Choice] {
    var choices: [String: Repair.Choice] = [:]
    for word in arguments.words(Parameter.decisions.name) {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let check = try named(parts[0], in: "set")
      let names = check.repair.choices.map(\.name)
      guard let choice = check.repair.choices.first(where: { parts.count == 2 && $0.name == parts[1] }) else {
        let found = parts.count == 2 ? "it has no choice '\(parts[1])'" : "a choice is missing"
        throw Failure(
          .parameters,
          names.isEmpty
            ? "'set': nothing can be decided for check '\(check.name)'" : "'set': check '\(check.name)': \(found)",
          field: "set",
          hint: names.isEmpty
            ? check.remedy : "write " + names.map { "'\(check.name)=\($0)'" }.joined(separator: " or "),
          suggestion: parts.count == 2 ? NearMiss.of(parts[1], among: names) : nil)
      }
      guard choices.updateValue(choice, forKey: check.name) == nil else {
        throw Failure(.parameters, "'set': check '\(check.name)' is decided twice", field: "set")
      }
    }
    return choices
  }

  /// The check among those that could not be made. In a damaged file, others may still tell more.
  /// - Throws: the failure, if the file is not the reason.
  func failed(_ failure: Failure) throws(Failure) -> JSON {
    guard failure.kind == .internal || failure.kind == .invalid else { throw failure }
    return ["name": .string(name), "message": .string(failure.message)]
  }

  /// The check as answers describe it.
  var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("severity", .string(severity.rawValue)), .init("finds", .string(finds)),
      .init("causes", .string(causes)), .init("remedy", .string(remedy)),
    ]
    if let safe = repair.safe { members.append(.init("repair", .string(safe.does))) }
    if !repair.choices.isEmpty {
      members.append(
        .init(
          "choices", .array(repair.choices.map { ["name": .string($0.name), "does": .string($0.mend.does)] })))
    }
    return members
  }
}

extension Defect {
  var members: JSON.Object {
    var object = JSON.Object()
    object["entity"] = entity.map { .string($0) }
    object["table"] = table.map { .string($0) }
    object["id"] = id.map { .integer($0) }
    object["name"] = name.map { .string($0) }
    object["field"] = field.map { .string($0) }
    if let partner {
      var other = JSON.Object([.init("entity", .string(partner.entity)), .init("id", .integer(partner.id))])
      other["name"] = partner.name.map { .string($0) }
      object["partner"] = .object(other)
    }
    if times > 1 { object["times"] = .integer(times) }
    object["note"] = .string(note)
    return object
  }
}

extension Shape {
  static let check: [Member] = [
    .init("name", .value(.text), "Its name."),
    .init("severity", .value(.text), "`error`, `warning` or `note`."),
    .init("finds", .value(.text), "What is wrong."), .init("causes", .value(.text), "What that causes."),
    .init("remedy", .value(.text), "What somebody can do by hand."),
    .init("repair", .value(.text), "What `database.repair` does without a decision.", always: false),
    .init(
      "choices",
      .array(
        .object([
          .init("name", .value(.text), "The decision, for `set`."), .init("does", .value(.text), "What it does."),
        ])), "What can be decided for what the repair leaves.", always: false),
  ]

  static let finding =
    check + [
      .init("count", .value(.integer), "How many there are."),
      .init("rows", .array(.object(defect)), "The first of them."),
    ]

  static let failedCheck: [Member] = [
    .init("name", .value(.text), "The check."), .init("message", .value(.text), "Why it could not be made."),
  ]

  static let defect: [Member] = [
    .init("entity", .value(.text), "What kind of record it is.", always: false),
    .init("table", .value(.text), "The table, if it is not the one of the entity that is in use.", always: false),
    .init("id", .value(.integer), "The record's id.", always: false),
    .init("name", .value(.text), "What it is called.", always: false),
    .init("field", .value(.text), "The field or relation that is wrong.", always: false),
    .init(
      "partner",
      .object([
        .init("entity", .value(.text), "What kind of record it is."), .init("id", .value(.integer), "Its id."),
        .init("name", .value(.text), "What it is called.", always: false),
      ]), "Another record that it has to do with.", always: false),
    .init("times", .value(.integer), "How many rows it stands for, if not one.", always: false),
    .init("note", .value(.text), "What is wrong, in a few words."),
  ]
}
