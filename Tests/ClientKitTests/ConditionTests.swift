import ClientKit
import JSON
import Testing
import Vocabulary

@Suite("conditions")
struct ConditionTests {
  private let now = Moment(microseconds: 1_795_426_200_000_000)  // 2026-11-23T09:30:00Z
  private let kinds = PathKinds(Sample.user, others: [Sample.organization])

  private func tree(_ words: [String]) throws(UsageError) -> JSON? {
    var conditions: [ConditionTree] = []
    for word in words { conditions.append(try ConditionTree(word)) }
    return try ConditionTree.json(conditions, kinds, now: now)
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
      (["roles.count>1"], ["roles.count": ["gt": 1]]), (["x:cost=5"], ["x:cost": "5"]), (["x:cost:=5"], ["x:cost": 5]),
      (["cost>=5"], ["cost": ["ge": "5"]]), (["x:cost~n"], ["x:cost": ["like": "%n%"]]),
      (["x:cost="], ["x:cost": ["null": true]]),
      (["organization.x:cost:={\"lt\":5}"], ["organization.x:cost": ["lt": 5]]),
      (["organization.id=3"], ["organization.id": 3]), (["roles.name=7"], ["roles.name": "7"]),
      (["seen>=2026-01-01", "username=a"], ["seen": ["ge": "2026-01-01T00:00:00.000000Z"], "username": "a"]),
      (["age>1", "age<9"], ["and": [["age": ["gt": 1]], ["age": ["lt": 9]]]]), (["username=a=b"], ["username": "a=b"]),
    ] as [([String], JSON)])
  func reads(words: [String], expected: JSON) throws { #expect(try tree(words) == expected) }

  @Test(
    "commas make a list: one of it, or none of it",
    arguments: [
      ("username=a,b", ["username": ["in": ["a", "b"]]]), ("age=1, 2", ["age": ["in": [1, 2]]]),
      ("username!=a,b", ["not": ["username": ["in": ["a", "b"]]]]), ("username=a\\,b", ["username": "a,b"]),
      ("username='a,b',c", ["username": ["in": ["a,b", "c"]]]), ("username=\"a or age=1\"", ["username": "a or age=1"]),
      ("username=\"\"", ["username": ""]), ("username=O'Brien", ["username": "O'Brien"]),
      ("username=a\\b", ["username": "a\\b"]),
      ("organization=3,IKNL", ["or": [["organization": 3], ["organization": "IKNL"]]]),
      ("organization!=IKNL", ["not": ["organization": "IKNL"]]), ("roles!=1", ["not": ["roles": 1]]),
      ("roles.name!=a", ["not": ["roles.name": "a"]]), ("roles.count!=1", ["roles.count": ["ne": 1]]),
    ] as [(String, JSON)])
  func lists(word: String, expected: JSON) throws { #expect(try tree([word]) == expected) }

  @Test(
    "a part is looked for without a mark for any text",
    arguments: [
      ("username~j", ["username": ["like": "%j%"]]), ("username!~j", ["not": ["username": ["like": "%j%"]]]),
      ("username!~j%", ["not": ["username": ["like": "j%"]]]), ("username~a,b", ["username": ["like": "%a,b%"]]),
      ("username==jane", ["username": "jane"]),
    ] as [(String, JSON)])
  func parts(word: String, expected: JSON) throws { #expect(try tree([word]) == expected) }

  @Test(
    "and, or, not and parentheses join conditions, and words of a value stay in it",
    arguments: [
      ("username=a or age=2", ["or": [["username": "a"], ["age": 2]]]),
      ("username = a OR age > 2", ["or": [["username": "a"], ["age": ["gt": 2]]]]),
      ("username=a and age=2", ["username": "a", "age": 2]), ("not age=1", ["not": ["age": 1]]),
      ("age=1 or age=2 and active=no", ["or": [["age": 1], ["age": 2, "active": false]]]),
      ("(age=1 or age=2) and active=no", ["or": [["age": 1], ["age": 2]], "active": false]),
      ("not (age=1 or age=2)", ["not": ["or": [["age": 1], ["age": 2]]]]),
      ("not age=1 and not age=2", ["and": [["not": ["age": 1]], ["not": ["age": 2]]]]),
      ("username=Research and Development", ["username": "Research and Development"]),
      ("username=black or white or age=1", ["or": [["username": "black or white"], ["age": 1]]]),
      ("(username=a (b) or age=1)", ["or": [["username": "a (b)"], ["age": 1]]]),
      ("age:={\"in\":[1]} or age=3", ["or": [["age": ["in": [1]]], ["age": 3]]]),
    ] as [(String, JSON)])
  func joins(word: String, expected: JSON) throws { #expect(try tree([word]) == expected) }

  @Test(
    "a moment covers what is written: a day, a minute, a second",
    arguments: [
      ("seen=2026-11-01", ["seen": ["ge": "2026-11-01T00:00:00.000000Z", "lt": "2026-11-02T00:00:00.000000Z"]]),
      (
        "seen=2024-05-06 07:08:09Z",
        ["seen": ["ge": "2024-05-06T07:08:09.000000Z", "lt": "2024-05-06T07:08:10.000000Z"]]
      ),
      ("seen>2026-11-01", ["seen": ["ge": "2026-11-02T00:00:00.000000Z"]]),
      ("seen<=2026-11-01", ["seen": ["lt": "2026-11-02T00:00:00.000000Z"]]),
      ("seen<2026-11-01", ["seen": ["lt": "2026-11-01T00:00:00.000000Z"]]),
      ("seen=2024-05-06T07:08:09.123456Z", ["seen": "2024-05-06T07:08:09.123456Z"]),
      ("seen>1h", ["seen": ["gt": "2026-11-23T08:30:00.000000Z"]]),
      ("seen>-5min", ["seen": ["gt": "2026-11-23T09:25:00.000000Z"]]),
      ("seen=yesterday", ["seen": ["ge": "2026-11-22T00:00:00.000000Z", "lt": "2026-11-23T00:00:00.000000Z"]]),
      ("seen<11:59", ["seen": ["lt": "2026-11-23T11:59:00.000000Z"]]),
      ("seen!=today", ["not": ["seen": ["ge": "2026-11-23T00:00:00.000000Z", "lt": "2026-11-24T00:00:00.000000Z"]]]),
      ("seen=", ["seen": ["null": true]]),
    ] as [(String, JSON)])
  func moments(word: String, expected: JSON) throws { #expect(try tree([word]) == expected) }

  @Test("without conditions there is no tree") func none() throws { #expect(try tree([]) == nil) }

  @Test(
    "what is no condition is refused",
    arguments: [
      "", "=x", "username", "user name=x", "age>", "age~", "age=x", "age:=x", "active>no", "active<=true", "(age=1",
      "age=1 or", "not", "username=a,,b",
      "seen=soon", "seen>=1x", "seen<2026-02-30", "age=1,x", String(repeating: "(", count: 100) + "age=1",
    ])
  func refuses(word: String) { #expect(throws: UsageError.self) { try tree([word]) } }

  @Test(
    "only descriptions that a path leads through are missed",
    arguments: [
      (["username"], nil), (["roles"], nil), (["roles.id"], nil), (["roles.count"], nil), (["roles.name"], "role"),
      (["organization.size"], nil), (["tasks.name", "username"], "task"), (["nothing.name"], nil),
    ] as [([String], String?)])
  func missing(paths: [String], name: String?) { #expect(kinds.missing(for: paths) == name) }
}
