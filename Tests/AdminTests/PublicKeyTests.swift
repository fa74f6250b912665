import Engine
import JSON
import JSONRPC
import TestData
import Testing

/// The column holds the PEM's bytes, as the running server stores them, and the wire their base64, as its API does.
@Suite struct PublicKeyTests {
  private static let pem = Array(PublicKeys.rsa.utf8)
  private static let wire = Base64.encode(pem)

  /// Base64 with a line break after each 60 characters.
  private static func broken(_ text: String, by separator: String) -> String {
    var rest = text[...]
    var lines: [Substring] = []
    while !rest.isEmpty {
      lines.append(rest.prefix(60))
      rest = rest.dropFirst(60)
    }
    return lines.joined(separator: separator)
  }

  private static let accepted: [String] = [
    PublicKeys.rsa, String(PublicKeys.rsa.dropLast()), PublicKeys.pkcs1, wire, Base64.encode(Array(wire.utf8)),
    PublicKeys.rsa.replacing("\n", with: "\r\n"), PublicKeys.rsa.replacing("\n", with: " "),
    PublicKeys.rsa.replacing("\n", with: "\n\n"), PublicKeys.rsa.replacing("\n", with: "\n    "),
    "our key:\n" + PublicKeys.rsa + "\nbest regards", "\u{feff}" + PublicKeys.rsa, broken(wire, by: "\n"),
    broken(wire, by: "\r\n") + "\r\n", broken(wire, by: " \t"),
    Base64.encode(Array((PublicKeys.rsa.replacing("\n", with: "\r\n")).utf8)),
  ]

  @Test("every way in which people paste a key ends as the same bytes", arguments: accepted)
  func accepts(given: String) throws {
    var fixture = try Fixture(generation: 4)
    let made = try fixture.call("organization.create", ["values": ["name": "o", "public_key": .string(given)]])
    #expect(made["public_key"] == .string(Self.wire))
    #expect(made["warnings"] == nil)
    #expect(try PlainFile(fixture.path).row("organization", 1)?["_public_key"] == .blob(Self.pem))
    #expect(
      try fixture.call("organization.update", ["name": "o", "values": ["public_key": nil]])["public_key"] == .null)
  }

  private static let cut = PublicKeys.rsa.split(separator: "\n").enumerated().filter { $0.offset != 2 }
    .map { $0.element + "\n" }.joined()

  private static let refused: [(String, String)] = [
    ("", "expected a public key"), ("not base64!", "expected a public key"), ("QQ=", "expected a public key"),
    ("YWJj", "expected a public key"), ("-----BEGIN ", "expected a public key"),
    ("-----BEGIN X-----\nYWJj\n-----END X-----", "expected a public key"),
    (PublicKeys.secret, "a private key"), (Base64.encode(Array(PublicKeys.secret.utf8)), "a private key"),
    (PublicKeys.secret.replacing("PRIVATE", with: "RSA PRIVATE"), "a private key"),
    (PublicKeys.secret.replacing("PRIVATE", with: "ENCRYPTED PRIVATE"), "a private key"),
    (PublicKeys.rsa + PublicKeys.secret, "a private key"), (PublicKeys.secret + PublicKeys.rsa, "a private key"),
    (PublicKeys.certificate, "a certificate"), (PublicKeys.rsa + PublicKeys.rsa, "several"),
    (PublicKeys.ec, "not an RSA key"), (PublicKeys.ed25519, "not an RSA key"), (cut, "damaged"),
    (String(PublicKeys.rsa.dropLast(40)), "cut off"), ("-----BEGIN PUBLIC KEY-----", "cut off"),
    ("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "damaged"),
    ("-----BEGIN PUBLIC KEY-----\nYWJj\n-----END PUBLIC KEY-----", "damaged"),
    ("-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----", "damaged"),
    (PublicKeys.rsa.replacing("PUBLIC", with: "RSA PUBLIC"), "damaged"),
    (PublicKeys.pkcs1.replacing("RSA ", with: ""), "damaged"),
  ]

  @Test("what is no public key is refused with words, and never repeated", arguments: refused)
  func refuses(given: String, word: String) throws {
    var fixture = try Fixture(generation: 4)
    let refusal = try fixture.refusal(
      "organization.create", ["values": ["name": "o", "public_key": .string(given)]])
    #expect(refusal.kind == "invalid" && refusal.field == "public_key")
    #expect(refusal.message.contains(word), "\(refusal.message)")
    let body = given.split(whereSeparator: \.isNewline).first { $0.count > 20 && !$0.hasPrefix("-") }
    if let body { #expect(!"\(refusal)".contains(body)) }
    if word == "a private key" { #expect(refusal.hint?.contains("openssl pkey -pubout") == true) }
    #expect(try fixture.call("organization.list", ["count": true])["total"] == 0)
  }

  /// A key is worth as much in parts: random cuts and exchanges are refused or the key itself, never a crash.
  @Test("cuts and exchanges are refused")
  func mutations() throws {
    var fixture = try Fixture(generation: 4)
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var bytes = Self.pem
      let place = Int.random(in: 0..<bytes.count, using: &random)
      if Bool.random(using: &random) {
        bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...9, using: &random)))
      } else {
        bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
      }
      let given = JSON.string(String(decoding: bytes, as: UTF8.self))
      do {
        let made = try fixture.call("organization.create", ["values": ["name": "o", "public_key": given]])
        #expect(made["warnings"] == nil)
        _ = try fixture.call("organization.delete", ["name": "o"])
      } catch let refusal as RPCError {
        #expect(refusal.kind == "invalid")
      }
    }
  }

  /// An organization that holds a key in a form of its own.
  private static func stored(_ value: SQLValue) throws -> Fixture {
    var fixture = try Fixture(generation: 4)
    _ = try fixture.call("organization.create", ["values": ["name": "o"]])
    let path = fixture.path
    try PlainSession(path).run("UPDATE organization SET _public_key = ?1", [value])
    return fixture
  }

  /// A server's column has bytes only.
  private static let forms: [(SQLValue, String)] =
    [
      (.blob(pem), ""), (.blob(Array(wire.utf8)), "is stored as base64"),
      (.blob(Array(broken(wire, by: "\n").utf8)), "is stored as base64"),
    ]
    + (TestEngine.current == .postgresql
      ? []
      : [(.text(wire), "is stored as base64"), (.text(PublicKeys.rsa), "is stored as text")])

  @Test("every stored form reads the same, the wrong ones say so, and the same key puts them right", arguments: forms)
  func reads(value: SQLValue, complaint: String) throws {
    var fixture = try Self.stored(value)
    let record = try fixture.call("organization.get", ["name": "o"])
    #expect(record["public_key"] == .string(Self.wire))
    #expect(record["damaged"] == nil)
    let warning = record["warnings"]?[0]?.string ?? ""
    #expect(warning.contains(complaint))
    #expect((record["warnings"] == nil) == complaint.isEmpty)
    #expect(try fixture.call("organization.list")["items"]?[0]?["public_key"] == .string(Self.wire))
    let warned = try fixture.call("database.status")["warnings"]?.array?.contains {
      $0.string == "the server's clients cannot read the public_key of 1 organization (1): 'organization get' says why"
    }
    #expect((warned ?? false) == !complaint.isEmpty)

    let mended = try fixture.call(
      "organization.update", ["name": "o", "values": ["public_key": record["public_key"] ?? .null]])
    #expect(mended["warnings"] == nil)
    #expect(try PlainFile(fixture.path).row("organization", 1)?["_public_key"] == .blob(Self.pem))
    guard !complaint.isEmpty else { return }
    _ = try fixture.call("audit.undo", ["seq": 2])
    #expect(try PlainFile(fixture.path).row("organization", 1)?["_public_key"] == value)
  }

  @Test("a key that nobody can encrypt with says so", arguments: [PublicKeys.ec, cut, "-----BEGIN X", "abcd"])
  func unusable(stored: String) throws {
    var fixture = try Self.stored(.blob(Array(stored.utf8)))
    let record = try fixture.call("organization.get", ["name": "o"])
    #expect(record["warnings"]?[0]?.string?.contains("is not an RSA public key") == true)
    #expect(record["public_key"]?.string != nil)
  }

  @Test("no bytes are no key, as the server's API leaves it")
  func empty() throws {
    var fixture = try Self.stored(.blob([]))
    let record = try fixture.call("organization.get", ["name": "o"])
    #expect(record["public_key"] == .null && record["damaged"] == nil && record["warnings"] == nil)
    for condition: JSON in [["public_key": nil], ["public_key": ["null": true]]] {
      #expect(try fixture.call("organization.list", ["where": condition])["items"]?.array?.count == 1)
    }
    for condition: JSON in [["public_key": ["ne": nil]], ["public_key": ["null": false]]] {
      #expect(try fixture.call("organization.list", ["where": condition])["items"]?.array?.isEmpty == true)
    }
  }

  @Test("a change of something else is not told of the key")
  func besides() throws {
    var fixture = try Self.stored(.text(Self.wire))
    let changed = try fixture.call(
      "organization.update", ["name": "o", "values": ["country": "NL"], "strict": true])
    #expect(changed["warnings"] == nil)
  }
}
