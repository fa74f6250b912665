import ClientKit
import Testing

private let usual = ["id", "name", "size"]
private let all = ["id", "name", "size", "log", "parts"]

@Suite("which fields are shown")
struct FieldChoiceTests {
  @Test(
    "names replace the default, * is everything, + adds to the default and - takes away",
    arguments: [
      ("name", ["name"]), ("name, id", ["name", "id"]), ("name,name", ["name"]), ("*", all),
      ("+log", usual + ["log"]),
      ("+parts.name, +log", usual + ["parts.name", "log"]), ("-size", ["id", "name"]), ("+name", usual),
      ("*,-log,-id", ["name", "size", "parts"]), ("+log,parts", usual + ["log", "parts"]),
    ] as [(String, [String])])
  func paths(text: String, expected: [String]) throws {
    #expect(try FieldChoice(text).paths(usual: usual, all: all) == expected)
  }

  @Test(
    "a choice without a name, or that leaves out what is not there, is refused",
    arguments: ["", " ", ",", "a,,b", "+", "-", "a,", "-log", "-nmae", "*,-nothing", "-id,-name,-size"])
  func refuses(text: String) {
    #expect(throws: UsageError.self) { try FieldChoice(text).paths(usual: usual, all: all) }
  }

  @Test("the default of an entity has neither secrets nor large fields, and what belongs to the record")
  func defaults() throws {
    let paths = Sample.user.usualPaths
    #expect(
      paths == ["id", "username", "age", "active", "seen", "key", "settings", "run_id", "organization", "roles"])
    #expect(Sample.user.allPaths.contains("log") && Sample.user.allPaths.contains("tasks"))
    #expect(!Sample.user.allPaths.contains("password"))
    #expect(Sample.user.recordPaths == paths + ["x:cost"] && Sample.user.allPaths.contains("x:cost"))
    let named = try FieldChoice("job_id,+cost,-person").named(by: Sample.user)
    #expect(named == (try FieldChoice("run_id,+x:cost,-person")))
    #expect(try FieldChoice("+x:cost").paths(usual: ["id"], all: []) == ["id", "x:cost"])
  }
}
