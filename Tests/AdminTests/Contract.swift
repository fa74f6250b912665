import Admin
import Adoption
import ClientKit
import JSON
import JSONRPC
import Linux
import TestData
import Testing

/// A service that is called only as its own description allows, and whose answers are held to it.
struct Contract: ~Copyable {
  var fixture: Fixture
  let document: JSON
  private(set) var exercised: Set<String> = []

  init(_ sample: Sample? = nil, generation: Int = 4, of product: Product = .vantage6) throws {
    try self.init(Fixture(sample, generation: generation, of: product))
  }

  init(_ fixture: consuming Fixture) throws {
    document = try fixture.call("rpc.discover")
    self.fixture = fixture
  }

  /// On a daemon with a fresh database, at a socket.
  init(socket path: String) throws {
    var fixture = try Fixture()
    fixture.daemon = try Client(path: path, timeout: .seconds(30))
    document = try fixture.call("rpc.discover")
    self.fixture = fixture
  }

  var methods: [JSON] { document["methods"]?.array ?? [] }
  var methodNames: Set<String> { Set(methods.compactMap { $0["name"]?.string }) }
  func offers(_ name: String) -> Bool { methodNames.contains(name) }

  private func method(_ name: String) throws -> JSON {
    try #require(methods.first { $0["name"]?.string == name }, "'\(name)' is not described")
  }

  @discardableResult
  mutating func call(_ name: String, _ params: JSON = [:], file: SentFile? = nil) throws -> JSON {
    let method = try method(name)
    let checker = SchemaChecker(document: document)
    #expect(Self.findings(params, method, checker) == [], "params of \(name)")
    let result = try fixture.call(name, params, file: file)
    let schema = try #require(method["result"]?["schema"])
    #expect(checker.findings(result, schema, at: name) == [])
    exercised.insert(name)
    return result
  }

  /// The error of a call as it is described that must be refused.
  mutating func refusal(_ name: String, _ params: JSON = [:], file: SentFile? = nil) throws -> RPCError {
    let method = try method(name)
    #expect(Self.findings(params, method, SchemaChecker(document: document)) == [], "params of \(name)")
    exercised.insert(name)
    return try fixture.refusal(name, params, file: file)
  }

  private static func findings(_ params: JSON, _ method: JSON, _ checker: SchemaChecker) -> [String] {
    let described = method["params"]?.array ?? []
    var findings: [String] = []
    for member in params.object?.members ?? [] {
      guard let parameter = described.first(where: { $0["name"]?.string == member.key }) else {
        findings.append("'\(member.key)' is not described")
        continue
      }
      findings += checker.findings(member.value, parameter["schema"] ?? .null, at: member.key)
    }
    for parameter in described where parameter["required"] == true {
      if params[parameter["name"]?.string ?? ""] == nil { findings.append("a required one is missing") }
    }
    return findings
  }
}
