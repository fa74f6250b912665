import Glibc
import JSON
import TestData
import Testing

/// Files that cannot be imported: each error names the file, the line and the key, and says what would be right.
@Suite("wrong files for vctl import") struct WrongFilesTests {
  @Test("all that is wrong with a file is told at once, and nothing is in the database afterwards")
  func all() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let before = try Vctl.run(["export", "--socket", server.path]).output
    var text = ""
    for one in Self.cases {
      let path = folder.path(of: one.name)
      try TemporaryFolder.write(one.bytes, to: path)
      let outcome = try Vctl.run(["import", path, "--socket", server.path])
      #expect(outcome.status != 0 && outcome.output == "", "\(one.name)")
      text += "== \(one.name)\n" + outcome.errors.replacing(folder.path + "/", with: "")
    }
    #expect(Self.cases.count >= 30)
    try expectGolden(text, "import-wrong.txt")
    #expect(try Vctl.run(["export", "--socket", server.path]).output == before)
  }

  @Test("a folder, and a file that nobody may read, are named")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["import", folder.path, "--socket", server.path])
    #expect(outcome.errors == "error: cannot read '\(folder.path)': is a directory\n")
    guard getuid() != 0 else { return }
    let path = folder.path(of: "secret.yaml")
    try TemporaryFolder.write(Array("organization: []\n".utf8), to: path)
    chmod(path, 0)
    let secret = try Vctl.run(["import", path, "--socket", server.path])
    #expect(secret.errors == "error: cannot open '\(path)': permission denied\n")
  }

  @Test("what looks unusual, and is right, is imported", arguments: right.map(\.name))
  func unusual(name: String) throws {
    let one = try #require(Self.right.first { $0.name == name })
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let path = folder.path(of: one.name)
    try TemporaryFolder.write(one.bytes, to: path)
    let outcome = try Vctl.run(["import", path, "--socket", server.path])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    let made = try Vctl.run([
      "org", "show", "Nové", "--fields", "country,domain", "-o", "json", "--socket", server.path,
    ])
    #expect(try JSON(parsing: made.output) == ["country": "no", "domain": "1.50"])
  }

  struct File: Sendable {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ text: String) { (self.name, bytes) = (name, Array(text.utf8)) }
    init(_ name: String, _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
  }

  private static let fields = "country: no, domain: 1.50"
  static let right: [File] = [
    File("crlf.yaml", "organization:\r\n  - name: Nové\r\n    country: no\r\n    domain: 1.50\r\n"),
    File("mark.yaml", "\u{FEFF}organization:\n  - {name: Nové, \(fields)}\n"),
    File(
      "mark.jsonl",
      "\u{FEFF}{\"organization\": {\"name\": \"Nové\", \"country\": \"no\", \"domain\": \"1.50\"}}\r\n"
        + "{\"organization\": {\"name\": \"Other\"}}\r\n"),
    File(
      "utf16.yaml",
      [0xFF, 0xFE] + "organization: [{name: Nové, \(fields)}]\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
    File("merged.yaml", "organization:\n  - &base {name: Nové, \(fields)}\n  - <<: *base\n    name: Other\n"),
    File(
      "pretty.json",
      "{\n  \"organization\": [\n    {\"name\": \"Nové\", \"country\": \"no\",\n     \"domain\": \"1.50\"}\n  ]\n}\n"),
    File("one.yaml", "organization:\n  name: Nové\n  country: no\n  domain: 1.50\n"),
    File("marked.yaml", "%YAML 1.1\n---\norganization: [{name: Nové, \(fields)}]\n...\n"),
  ]

  private static let bomb =
    "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + zip("bcdefgh", "abcdefg").map { name, before in
      "\(name): &\(name) [\(Array(repeating: "*\(before)", count: 9).joined(separator: ", "))]\n"
    }.joined()

  static let cases: [File] = [
    File("syntax.yaml", "organization:\n  - name: One\n  domain: x\n"),
    File("tab.yaml", "organization:\n\t- name: One\n"),
    File("quote.yaml", "organization:\n  - name: \"One\n    domain: x\n"),
    File(
      "unknown-keys.yaml",
      "organization:\n  - name: One\n    adress1: Street\n    contry: NL\norganisation:\n  - name: Two\n"),
    File(
      "kinds.yaml",
      "collaboration:\n  - name: Both\n    encrypted: maybe\n    organizations: IKNL\nuser:\n  - username: [ann]\n"
        + "    organization: IKNL\n    failed_login_attempts: many\n"),
    File(
      "no-name.yaml",
      "organization:\n  - domain: one.example\n  - name:\n  - name: \"\"\nuser:\n  - organization: IKNL\n"),
    File("name-twice.yaml", "organization:\n  - name: One\n  - name: Two\n  - name: One\n"),
    File("existing.yaml", "organization:\n  - name: IKNL\n  - name: New\n    domian: x\n"),
    File(
      "node.yaml",
      "node:\n  - name: N\n    organization: Nowhere\n    collaboration: ZEPPELIN\n  - name: M\n    organization: IKNL\n"
        + "    collaboration: Zepelin\n"),
    File(
      "participants.yaml",
      "organizations:\n  - name: One\n    users: none\n  - name: Two\n    users:\n      - ann\n      - username: bob\n"
        + "        emial: x\ncollaborations:\n  - name: C\n    participants:\n      - One\n      - Nowhere\n"
        + "      - {api_key: x}\n      - [One]\n    tasks: [hello-world, {image: x}]\n"),
    File(
      "key.yaml",
      "organization:\n  - name: One\n    public_key: |\n      -----BEGIN PUBLIC KEY-----\n      AAAA\n  - name: Two\n"
        + "    public_key: ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 ann@example.org\n  - name: Three\n    public_key: AAAAB3NzaC1yc2EAAAAD\n"
    ),
    File(
      "roles.yaml",
      "user:\n  - username: ann\n    organization: IKNL\n    roles:\n      - Viewer\n      - Reasearcher\n      - Nobody\n"
        + "    rules: [\"task:view\", \"task:everywhere:view\"]\n"),
    File("number.yaml", "organization:\n  - name: 2024\n  - name: Two\n    country: no\n"),
    File(
      "number.jsonl",
      "{\"organization\": {\"name\": true}}\n{\"organization\": {\"name\": \"Two\", \"country\": false}}\n"),
    File(
      "key-twice.yaml",
      "organization:\n  - name: One\n    domain: a\n    domain: a\n    adress: b\norganizations:\n  - name: Two\n    users:\n"
        + "      - username: ann\n        email: a@example.org\n        email: b@example.org\norganization:\n  - name: Three\n"
    ),
    File("bomb.yaml", bomb),
    File("circle.yaml", "organization: &o\n  - name: One\n    domain: *o\n"),
    File("deep.jsonl", "{\"organization\": {\"name\": " + String(repeating: "[", count: 3_000) + "}}\n"),
    File("empty.yaml", ""), File("empty.jsonl", "\n\n"), File("comment.yaml", "# nothing yet\n"),
    File("binary.yaml", [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x01, 0x00, 0x00, 0x0A]),
    File("latin1.yaml", Array("organization:\n  - name: Caf".utf8) + [0xE9, 0x0A]),
    File("latin1.jsonl", Array("{\"organization\": {\"name\": \"Caf".utf8) + [0xE9] + Array("\"}}\n".utf8)),
    File("text.jsonl", "{\"organization\": {\"name\": \"A\\u0000B\"}}\n{\"organization\": {\"name\": \"x\\ud800\"}}\n"),
    File("two.yaml", "organization:\n  - name: One\n---\norganization:\n  - name: Two\n"),
    File("list.yaml", "- name: One\n"), File("words.yaml", "just words\n"),
    File("not-a-list.yaml", "organization: One\nuser:\n  ann: {username: ann}\n"),
    File(
      "shapes.jsonl",
      "{\"organization\": {\"name\": \"One\"}, \"user\": {}}\n{\"organization\": \"One\"}\n{}\nnull\n"
        + "{\"organization\": {\"name\": \"Two\"}}}\n{\"vantage6\": {\"format\": 9, \"layout\": 4}}\n"),
    File("no-key.yaml", "? [a, b]\n: 1\norganization:\n  - [x]: 1\n    name: One\n"),
    File("tags.yaml", "organization:\n  - name: !!python/object:os.system x\n  - name: !!binary aGVsbG8=\n"),
    File(
      "numbers.yaml",
      "role:\n  - name: R\n    organization: {id: 9}\ntask:\n"
        + "  - {id: 1, name: T, collaboration: ZEPPELIN, initiator: IKNL, parent: 5}\n"
        + "  - {id: 1, name: U, collaboration: ZEPPELIN, initiator: IKNL}\nresult:\n  - {task: 3, organization: IKNL}\n"
    ),
    File(
      "dependents.yaml",
      "organization:\n  - name: One\n    domian: x\nuser:\n  - {username: ann, organization: One, emial: x}\n"
        + "  - {username: bob, organization: One, failed_login_attempts: x}\n"
        + "collaboration:\n  - {name: C, organizations: [One, Nowhere]}\n"
        + "node:\n  - {name: N, organization: One, collaboration: C, status: gone, nmae: x}\n"),
  ]
}
