import Adoption
import Catalogue
import JSON

/// The rows with which a fresh database of one generation starts: the server's rules and its default roles. The real
/// server finds them by their names, and adds what it misses.
package struct Seeds: Sendable {
  /// An operation on a resource within a scope.
  package struct Grant: Sendable, Hashable {
    package let name: String
    /// In capitals, as versions 2 to 4 store it: `GLOBAL`.
    package let scope: String
    /// In capitals: `VIEW`.
    package let operation: String

    package init(name: String, scope: String, operation: String) {
      (self.name, self.scope, self.operation) = (name, scope, operation)
    }

    /// The operation and the scope as the server of that generation stores them.
    fileprivate func columns(in generation: Int) -> [JSON.Member] {
      [("operation", operation, Enumeration.operation), ("scope", scope, Enumeration.scope)].map { name, word, words in
        JSON.Member(name, words.stored(in: generation).named(word).map { .string($0.stored) } ?? .null)
      }
    }
  }

  package struct Rule: Sendable {
    package let grant: Grant
    /// As the server words it: at its start, the 4.x server rewrites default roles whose words differ.
    package let description: String

    package init(_ grant: Grant, description: String) { (self.grant, self.description) = (grant, description) }
  }

  package struct Role: Sendable {
    package let name: String
    package let description: String
    package let rules: [Grant]
    /// The server makes the role together with its first user, without looking for one: a new file must not have it yet.
    package let comesWithFirstUser: Bool

    package init(_ name: String, _ description: String, _ rules: [Grant], comesWithFirstUser: Bool = false) {
      (self.name, self.description, self.rules) = (name, description, rules)
      self.comesWithFirstUser = comesWithFirstUser
    }
  }

  /// In the order of their ids, from 1.
  package let rules: [Rule]
  package let roles: [Role]

  package init(rules: [Rule], roles: [Role]) { (self.rules, self.roles) = (rules, roles) }

  /// The same as rows of the server's tables.
  func rows(of schema: Schema, _ generation: Int) -> [Product.Row] {
    var rows: [Product.Row] = []
    var ids: [Grant: Int64] = [:]
    for (id, rule) in zip(Int64(1)..., rules) {
      ids[rule.grant] = id
      rows.append(
        Product.Row(
          "rule",
          [
            .init("id", .integer(id)), .init("name", .string(rule.grant.name)),
            .init("description", .string(rule.description)),
          ] + rule.grant.columns(in: generation)))
    }
    let marksDefaultRoles = schema.has("role", "is_default_role")
    for (id, role) in zip(Int64(1)..., roles.filter { !$0.comesWithFirstUser }) {
      let mark: [JSON.Member] = marksDefaultRoles ? [.init("is_default_role", 1)] : []
      rows.append(
        Product.Row(
          "role",
          [
            .init("id", .integer(id)), .init("name", .string(role.name)),
            .init("description", .string(role.description)),
          ] + mark))
      for grant in role.rules {
        rows.append(
          Product.Row(
            "role_rule_association",
            [.init("role_id", .integer(id)), .init("rule_id", ids[grant].map { .integer($0) } ?? .null)]))
      }
    }
    return rows
  }
}
