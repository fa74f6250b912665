import JSON
import Store

// Rules as records.
extension Seeds.Grant {
  static let fields = ["name", "scope", "operation"]

  /// Nil for a rule whose words the server of this version does not know, so that it grants nothing: one of before
  /// version 5 in a database of version 5.
  init?(_ rule: Record) {
    guard let scope = rule.json("scope")?.string, let operation = rule.json("operation")?.string else { return nil }
    self.init(name: rule.text("name") ?? "", scope: scope.uppercased(), operation: operation.uppercased())
  }

  /// As the rule's natural key is written.
  var key: String { "\(name):\(scope.lowercased()):\(operation.lowercased())" }
}
