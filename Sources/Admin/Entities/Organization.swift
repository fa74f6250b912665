import Catalogue

extension Entity {
  static let organization = Entity(
    "organization", aliases: ["org"], "An institution that takes part in collaborations.", naturalKey: ["name"],
    fields: [
      Field("name", .text, "Name; unique, and not a number.", [.required, .unique, .name]),
      Field("domain", .text, "Internet domain."),
      Field("address1", .text, "First line of the address."),
      Field("address2", .text, "Second line of the address."),
      Field("zipcode", .text, "Postal code."),
      Field("country", .text, "Country."),
      Field(
        "public_key", .publicKey, "Public key with which results are encrypted for it: base64 of its PEM.",
        columns: ["_public_key"]),
    ])
}
