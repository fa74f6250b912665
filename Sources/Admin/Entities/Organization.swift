import Catalogue

extension Entity {
  static let organization = Entity(
    "organization", aliases: ["org"], "An institution that takes part in collaborations.", naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; unique, and not a number.", [.required, .unique, .name], rules: .name),
      Field("domain", .text, "Internet domain.", rules: [.long]),
      Field("address1", .text, "First line of the address.", rules: [.long]),
      Field("address2", .text, "Second line of the address.", rules: [.long]),
      Field("zipcode", .text, "Postal code.", rules: [.long]),
      Field("country", .text, "Country.", rules: [.long]),
      Field(
        "public_key", .publicKey,
        "RSA public key with which others encrypt for the organization, as base64 of its PEM. A PEM is accepted, too.",
        columns: ["_public_key"]),
    ],
    advice: [
      .within("nodes.collaboration", "collaborations", "node % is in a collaboration that its organization is not in"),
      .within(
        "studies.collaboration", "collaborations",
        "study % belongs to a collaboration that the organization is not in: the server's API refuses it"),
    ])
}
