import Catalogue

extension Entity {
  static let algorithmStore = Entity(
    "algorithm_store", aliases: ["store"], "A place that algorithms come from.", tables: ["algorithmstore"],
    fields: [
      Field("name", .text, "Name."),
      Field("url", .text, "Address of the store's API; in databases of version 5, without its path.", .required),
      // The server asks the address that `url` and `api_path` make: a null becomes the text "None" in it.
      Field(
        "api_path", .text, "Path of the store's API, after `url`.", .neverNull, default: .text("/api"),
        rules: [.judged { $0.isEmpty || $0.hasPrefix("/") ? nil : "does not begin with '/'" }]),
    ],
    relations: [
      .one(
        "collaboration", "collaboration", "The collaboration that may use the store; null for all.",
        inverse: .init("algorithm_stores", "Algorithm stores that only this collaboration may use."))
    ])
}
