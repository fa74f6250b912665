package import Catalogue

extension Entity {
  /// An entity that vantage6 does not have: what follows from an entity's value must follow from this one.
  package static let licence = Entity(
    "licence", aliases: ["permit"], "What an organization may compute, and how long.", naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; unique.", [.required, .unique, .name]),
      Field("seats", .integer, "How many may use it at once.", default: .integer(1)),
      Field("ends_at", .moment, "When it ends."),
    ],
    relations: [
      .one(
        "holder", "organization", "Who has it.", columns: ["organization_id"],
        inverse: .init("licences", "Licences that it has."))
    ])
}
