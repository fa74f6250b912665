extension Library {
  /// All that the language has of its own.
  package static func standard() -> Library {
    Library(
      builtins: Builtins.values(), methods: Methods.tables, modules: [UUIDModule.make(), DatetimeModule.make()])
  }
}
