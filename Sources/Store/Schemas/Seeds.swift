import SQLite

/// The rows with which a fresh database of one generation starts: the server's rules and its default roles. The real
/// server finds them by their names, and adds what it misses.
package struct Seeds: Sendable {
  /// An operation on a resource within a scope.
  package struct Grant: Sendable, Hashable {
    package let name: String
    /// As stored: `GLOBAL`.
    package let scope: String
    /// As stored: `VIEW`.
    package let operation: String

    package init(name: String, scope: String, operation: String) {
      (self.name, self.scope, self.operation) = (name, scope, operation)
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

  /// Inserts them into tables that are empty, in a transaction that is open.
  func insert(into connection: borrowing Connection, marksDefaultRoles: Bool) throws(SQLiteError) {
    var ids: [Grant: Int64] = [:]
    for (id, rule) in zip(Int64(1)..., rules) {
      ids[rule.grant] = id
      try connection.run(
        "INSERT INTO rule (id, name, operation, scope, description) VALUES (?1, ?2, ?3, ?4, ?5)",
        [
          .integer(id), .text(rule.grant.name), .text(rule.grant.operation), .text(rule.grant.scope),
          .text(rule.description),
        ])
    }
    for (id, role) in zip(Int64(1)..., roles.filter { !$0.comesWithFirstUser }) {
      try connection.run(
        marksDefaultRoles
          ? "INSERT INTO role (id, name, description, is_default_role) VALUES (?1, ?2, ?3, 1)"
          : "INSERT INTO role (id, name, description) VALUES (?1, ?2, ?3)",
        [.integer(id), .text(role.name), .text(role.description)])
      for grant in role.rules {
        try connection.run(
          "INSERT INTO role_rule_association (role_id, rule_id) VALUES (?1, ?2)",
          [.integer(id), SQLValue(ids[grant])])
      }
    }
  }
}
