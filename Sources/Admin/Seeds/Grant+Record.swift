import Store

// Rules as records.
extension Seeds.Grant {
  static let fields = ["name", "scope", "operation"]

  init(_ rule: Record) {
    self.init(
      name: rule.text("name") ?? "", scope: rule.text("scope")?.uppercased() ?? "",
      operation: rule.text("operation")?.uppercased() ?? "")
  }

  /// As the rule's natural key is written.
  var key: String { "\(name):\(scope.lowercased()):\(operation.lowercased())" }
}
