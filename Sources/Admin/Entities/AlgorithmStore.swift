import Catalogue

extension Entity {
  static let algorithmStore = Entity(
    "algorithm_store", aliases: ["store"], "A place that algorithms come from.", tables: ["algorithmstore"],
    fields: [
      Field("name", .text, "Name."),
      Field("url", .text, "Address of its API.", .required),
    ],
    relations: [
      .one(
        "collaboration", "collaboration", "The collaboration that may use it; null for every one.",
        inverse: .init("algorithm_stores", "Stores that only it may use."))
    ])
}
