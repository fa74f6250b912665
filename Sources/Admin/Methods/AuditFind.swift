import Catalogue
import JSON
import Store
import Vocabulary

extension Operation {
  private static let foundMax = 100

  /// A deleted record answers to no `get`, and people know its name, not its id.
  static let auditFind = Operation(
    Method(
      "audit.find",
      "Find the deleted records of an entity that had a name when they were deleted, at most "
        + "\(foundMax), the last one first.",
      access: .read,
      parameters: [
        Parameter("entity", .text, "The entity of the record.", required: true),
        Parameter(
          "name", .text, "The whole name; the parts of a key of several fields have ':' between them.",
          required: true),
      ],
      answer: .object([
        .init(
          "deletions",
          .array(
            .object([
              .init("seq", .value(.integer), "The change that deleted it."),
              .init("id", .value(.integer), "The id that the record had."),
            ])), "Empty if the audit log has none.")
      ]),
      errors: [.invalid],
      example: Example(["entity": "user", "name": "anna"], answers: ["deletions": []])),
    .read { (transaction, arguments, _, writer) throws(Failure) in
      let entity = try transaction.model.entity(arguments.text("entity") ?? "")
      let deletions = try transaction.deletions(of: entity, named: arguments.text("name") ?? "", limit: foundMax)
      writer.value([
        "deletions": .array(deletions.map { ["seq": .integer($0.seq), "id": .integer($0.id)] })
      ])
    })
}
