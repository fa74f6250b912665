import Catalogue
import JSON
import Store
import Vocabulary

extension Operation {
  static let graph = Operation(
    Method(
      "database.graph",
      "Answer what a picture shows: collaborations, their nodes and organizations, or a task with its results and the "
        + "tasks that it started.",
      details: "A picture has at most 5,000 records. Links lead to higher levels.",
      access: .read,
      parameters: [
        Parameter(
          "task", .integer, "The id of a task: it, its results, and what it started.", errors: [.notFound, .invalid]),
        Parameter(
          "collaboration", .text, "The name or id of a collaboration: only what belongs to it.",
          errors: [.notFound, .ambiguous, .invalid]),
      ],
      answer: .object([
        .init(
          "records",
          .array(
            .object([
              .init("key", .value(.text), "What links call it: letters, digits and `_`."),
              .init("entity", .value(.text), "Its entity."), .init("id", .value(.integer), "Its id."),
              .init("label", .value(.text), "Its name."),
              .init("level", .value(.integer), "In which column it stands, from 0."),
              .init("note", .value(.text), "Another name that tells it from others.", always: false),
              .init("state", .value(.text), "Its state.", always: false),
              .init(
                "tone", .value(.enumeration(.tone)), "What its state means, where that is known.", always: false),
            ])), "The records."),
        .init(
          "links",
          .array(
            .object([
              .init("from", .value(.text), "The key of a record."), .init("to", .value(.text), "That of another one."),
              .init("label", .value(.text), "What is special about it.", always: false),
            ])), "What links them. The nodes link organizations to collaborations, if there are any."),
      ]),
      example: Example(
        ["collaboration": "example"],
        answers: [
          "records": [
            ["key": "collaboration_1", "entity": "collaboration", "id": 1, "label": "example", "level": 0],
            [
              "key": "node_1", "entity": "node", "id": 1, "label": "example", "level": 1, "note": "north",
              "state": "online", "tone": "good",
            ],
          ],
          "links": [["from": "collaboration_1", "to": "node_1"]],
        ])),
    .read { (transaction, arguments, _, writer) throws(Failure) in
      let name = arguments.text("collaboration")
      guard let task = arguments.integer("task") else {
        let collaboration = try transaction.model.entity("collaboration")
        let chosen = try name.flatMap { name throws(Failure) -> RecordKey? in
          if let id = Int64(name) { return .id(id) }
          return try RecordKey(naturalKeyOf: collaboration, .string(name))
        }
        return writer.value(try Picture(ofNetwork: transaction, in: chosen).json)
      }
      guard name == nil else {
        throw Failure(.invalid, "'task' and 'collaboration' exclude each other", field: "collaboration")
      }
      writer.value(try Picture(ofTask: task, transaction).json)
    })
}

extension Enumeration {
  fileprivate static let tone = Enumeration(
    Tone.allCases.map { .init($0.rawValue, stored: $0.rawValue, short: $0.rawValue) })
}
