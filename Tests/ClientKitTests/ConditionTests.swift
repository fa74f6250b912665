import ClientKit
import JSON
import Testing

@Suite("conditions")
struct ConditionTests {
  private let kinds = PathKinds(Sample.user, others: [Sample.organization])

  private func tree(_ words: [String]) throws(UsageError) -> JSON? {
    var conditions: [Condition] = []
    for word in words { conditions.append(try Condition(word)) }
    return try Condition.tree(conditions, kinds)
  }

  @Test(
    "a condition is typed by what its path leads to",
    arguments: [
      (["username=jane"], ["username": "jane"]), (["username=7"], ["username": "7"]), (["age=7"], ["age": 7]),
      (["age>=7"], ["age": ["ge": 7]]), (["age<=7"], ["age": ["le": 7]]), (["age>7"], ["age": ["gt": 7]]),
      (["age<7"], ["age": ["lt": 7]]), (["age!=7"], ["age": ["ne": 7]]), (["active=no"], ["active": false]),
      (["username~j%"], ["username": ["like": "j%"]]), (["age~4%"], ["age": ["like": "4%"]]),
      (["username="], ["username": ["null": true]]), (["username!="], ["username": ["null": false]]),
      (["age:={\"in\":[1,2]}"], ["age": ["in": [1, 2]]]), (["id=7"], ["id": 7]),
      (["organization=IKNL"], ["organization": "IKNL"]),
      (["organization=3"], ["organization": 3]), (["organization.size>9"], ["organization.size": ["gt": 9]]),
      (["organization.parent.size=9"], ["organization.parent.size": 9]),
      (["roles.count>1"], ["roles.count": ["gt": 1]]),
      (["organization.id=3"], ["organization.id": 3]), (["roles.name=7"], ["roles.name": "7"]),
      (["seen>=2026-01-01", "username=a"], ["seen": ["ge": "2026-01-01"], "username": "a"]),
      (["age>1", "age<9"], ["and": [["age": ["gt": 1]], ["age": ["lt": 9]]]]), (["username=a=b"], ["username": "a=b"]),
    ] as [([String], JSON)])
  func reads(words: [String], expected: JSON) throws { #expect(try tree(words) == expected) }

  @Test("without conditions there is no tree") func none() throws { #expect(try tree([]) == nil) }

  @Test(
    "what is no condition is refused",
    arguments: ["", "=x", "username", "user name=x", "age>", "age~", "age=x", "age:=x", "active>no", "active<=true"])
  func refuses(word: String) { #expect(throws: UsageError.self) { try tree([word]) } }

  @Test(
    "only descriptions that a path leads through are missed",
    arguments: [
      (["username"], nil), (["roles"], nil), (["roles.id"], nil), (["roles.count"], nil), (["roles.name"], "role"),
      (["organization.size"], nil), (["tasks.name", "username"], "task"), (["nothing.name"], nil),
    ] as [([String], String?)])
  func missing(paths: [String], name: String?) { #expect(kinds.missing(for: paths) == name) }
}
