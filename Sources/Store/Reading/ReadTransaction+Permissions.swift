package import Catalogue
package import JSON
import SQLite

/// A rule that a user has, and the roles that it comes from.
package struct Permission: Sendable {
  package let id: Int64
  package let name: String
  package let scope: String
  package let operation: String
  /// Names of roles; `user` where the user has the rule alone.
  package fileprivate(set) var from: [String]

  package var json: JSON {
    [
      "id": .integer(id), "name": .string(name), "scope": .string(scope), "operation": .string(operation),
      "from": .array(from.map { .string($0) }),
    ]
  }
}

extension ReadTransaction {
  /// What there are rules about.
  package func ruleResources() throws(Failure) -> [String] {
    try database.rows("SELECT DISTINCT name FROM rule WHERE name IS NOT NULL ORDER BY 1").compactMap { $0.first?.text }
  }

  /// What the user may do, by rule.
  /// - Throws: `not_found`, `ambiguous`.
  package func permissions(of key: RecordKey) throws(Failure) -> [Permission] {
    let id = try self.id(of: key, try model.entity("user"))
    let rows = try database.rows(
      """
      SELECT r.id, r.name, r.scope, r.operation, source FROM (
        SELECT rule_id, 'user' AS source, 0 AS place FROM "UserPermission" WHERE user_id = ?1
        UNION SELECT a.rule_id, o.name, o.id FROM "Permission" p JOIN role o ON o.id = p.role_id
          JOIN role_rule_association a ON a.role_id = o.id WHERE p.user_id = ?1
      ) JOIN rule r ON r.id = rule_id ORDER BY r.id, place
      """, [.integer(id)])
    var permissions: [Permission] = []
    let rule = try model.entity("rule")
    func word(_ value: SQLValue, _ field: String) -> String {
      guard case .enumeration(let words)? = rule.field(field)?.kind, let text = value.text else { return "" }
      return words.stored(text)?.word ?? text
    }
    for row in rows {
      guard let id = row[0].integer else { continue }
      let source = row[4].text ?? ""
      if permissions.last?.id == id {
        permissions[permissions.count - 1].from.append(source)
      } else {
        permissions.append(
          Permission(
            id: id, name: row[1].text ?? "", scope: word(row[2], "scope"), operation: word(row[3], "operation"),
            from: [source]))
      }
    }
    return permissions
  }
}
