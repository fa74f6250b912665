import ClientKit
import JSON
import Testing

@Suite("values on the command line")
struct ValuesTests {
  private func read(_ words: [String], file: String = "", input: String = "") throws(UsageError) -> JSON {
    try Values.read(words, Sample.user, Sample.reader(file: file, input: input), isNew: true)
  }

  @Test(
    "a value is read by the kind of its field",
    arguments: [
      ("username=jane", ["username": "jane"]), ("username=", ["username": nil]), ("username=123", ["username": "123"]),
      ("username=a=b", ["username": "a=b"]), ("username=@@home", ["username": "@home"]),
      ("username=?", ["username": "?"]),
      ("age=42", ["age": 42]), ("age=-9223372036854775808", ["age": .integer(.min)]), ("active=yes", ["active": true]),
      ("active=FALSE", ["active": false]), ("active=0", ["active": false]), ("seen=2026-01-31", ["seen": "2026-01-31"]),
      ("settings={\"a\":[1]}", ["settings": ["a": [1]]]), ("job_id=7", ["run_id": 7]),
      ("username:=\"7\"", ["username": "7"]), ("age:=null", ["age": nil]), ("unknown=7", ["unknown": "7"]),
      ("organization=IKNL", ["organization": "IKNL"]), ("organization=3", ["organization": 3]),
      ("organization=", ["organization": nil]), ("organization:={\"name\":\"7\"}", ["organization": ["name": "7"]]),
      ("roles=Viewer,Researcher", ["roles": ["Viewer", "Researcher"]]), ("roles=1,Viewer", ["roles": [1, "Viewer"]]),
      ("roles=", ["roles": []]), ("roles=a\\,b", ["roles": ["a,b"]]), ("roles+=a,b", ["roles": ["add": ["a", "b"]]]),
      ("roles-=4", ["roles": ["remove": [4]]]), ("roles:=[]", ["roles": []]),
      ("roles=node:organization:view", ["roles": ["node:organization:view"]]),
    ] as [(String, JSON)])
  func reads(word: String, values: JSON) throws { #expect(try read([word]) == values) }

  @Test("adding and removing go together")
  func changes() throws {
    #expect(
      try read(["roles+=a", "roles-=b", "roles+=c"]) == ["roles": ["add": ["a", "c"], "remove": ["b"]]])
  }

  @Test(
    "files and stdin lose their last line's end, and no more",
    arguments: [
      ("text", "text"), ("text\n", "text"), ("text\r\n", "text"), ("a\n\n", "a\n"), (" a \n", " a "), ("\n", ""),
      ("@x", "@x"),
    ])
  func files(content: String, value: String) throws {
    let expected: JSON = ["username": .string(value)]
    #expect(try read(["username=@FILE"], file: content) == expected)
    #expect(try read(["username=@-"], input: content) == expected)
  }

  @Test("a file for bytes is taken as bytes")
  func bytes() throws { #expect(try read(["key=@FILE"], file: "abc\n") == ["key": "YWJjCg=="]) }

  @Test("exact values may come from files too")
  func exactFile() throws { #expect(try read(["settings:=@FILE"], file: "{\"a\": 1}\n") == ["settings": ["a": 1]]) }

  @Test("numbers come from files by their kind")
  func number() throws { #expect(try read(["age=@-"], input: "42\n") == ["age": 42]) }

  @Test(
    "a secret comes from anywhere but the command line",
    arguments: [
      ("password=?", "typed twice"), ("password", "typed twice"), ("password=@-", "from stdin"),
      ("password=@FILE", "from file"),
    ])
  func secrets(word: String, value: String) throws {
    #expect(try read([word], file: "from file\n", input: "from stdin\n") == ["password": .string(value)])
  }

  @Test("a secret can be taken away", arguments: ["password=", "password:=null"])
  func noSecret(word: String) throws { #expect(try read([word]) == ["password": nil]) }

  @Test(
    "what makes no sense is refused, and says what would be right",
    arguments: [
      (["password=hunter2"], "is a secret"), (["password:=\"hunter2\""], "is a secret"),
      (["password=@@x"], "is a secret"),
      (["password+=x"], "is a secret"), (["age=old"], "a whole number"),
      (["age=99999999999999999999"], "a whole number"),
      (["age=1.5"], "a whole number"), (["active=maybe"], "true or false"),
      (["settings={"], "'settings' is not JSON: "),
      (["age:=forty"], "is not JSON: "), (["age:=forty"], "at byte "), (["username"], "FIELD=VALUE"),
      (["usernam"], "did you mean 'username'?"),
      (["=x"], "FIELD=VALUE"), (["username=a", "username=b"], "given twice"), (["age=1", "age:=2"], "given twice"),
      (["username+=a"], "is not a list"), (["organization+=a"], "refers to one organization"),
      (["roles=a", "roles+=b"], "both set and changed"), (["roles+=b", "roles=a"], "given twice"),
      (["roles=a,,b"], "empty name"), (["organization"], "organization=NAME"), (["roles"], "roles=NAME,NAME"),
      (["username=@missing"], "cannot read 'missing'"), (["username=@"], "names no file"),
      (["organization=99999999999999999999"], "is too large for an id"),
    ])
  func refuses(words: [String], reason: String) {
    let error = #expect(throws: UsageError.self) { try read(words) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test("the message about a secret never repeats it")
  func silent() {
    let error = #expect(throws: UsageError.self) { try read(["password=hunter2"]) }
    #expect(error?.message.contains("hunter2") == false)
    #expect(error?.hint?.contains("password=@-") == true)
  }

  @Test("what a file holds must be text")
  func notText() {
    let reader = ValueReader(
      ValueSources(
        file: { _ throws(UsageError) in [0xFF] }, standardInput: { _ throws(UsageError) in [] },
        secret: { _, _ throws(UsageError) in "" }))
    let error = #expect(throws: UsageError.self) {
      try Values.read(["username=@x"], Sample.user, reader, isNew: true)
    }
    #expect(error?.message.contains("is not UTF-8") == true)
  }
}
