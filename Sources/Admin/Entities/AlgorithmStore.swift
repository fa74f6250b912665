import Catalogue

extension Entity {
  static let algorithmStore = Entity(
    "algorithm_store", aliases: ["store"], "A place that algorithms come from.", tables: ["algorithmstore"],
    fields: [
      Field("name", .text, "Name."),
      Field("url", .text, "Address of the store's API.", .required),
    ],
    relations: [
      .one(
        "collaboration", "collaboration", "The collaboration that may use the store; null for all.",
        inverse: .init("algorithm_stores", "Algorithm stores that only this collaboration may use."))
    ])
}
