import JSON
import TestData
import TestProduct
import Testing

/// The service's document as generators of clients read it.
@Suite("The OpenRPC document") struct OpenRPCTests {
  /// The official meta-schema. It lists the versions of OpenRPC only when it is released, and refers to the one of JSON
  /// Schema, which is not here.
  private static func metaSchema() throws -> JSON {
    let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let text = try TemporaryFolder.bytes(of: "\(folder)/Data/openrpc-meta-schema.json")
    var schema = try #require(JSON(parsing: text).object)
    var properties = try #require(schema["properties"]?.object)
    properties["openrpc"] = ["type": "string", "pattern": "^1\\.[234]\\.[0-9]+$"]
    schema["properties"] = .object(properties)
    return withoutForeign(.object(schema))
  }

  private static func withoutForeign(_ json: JSON) -> JSON {
    switch json {
    case .array(let items): return .array(items.map(withoutForeign))
    case .object(let object):
      if object["$ref"]?.string?.hasPrefix("https:") == true { return ["type": ["object", "string"]] }
      return .object(JSON.Object(object.members.map { .init($0.key, withoutForeign($0.value)) }))
    default: return json
    }
  }

  @Test("the document is valid by the official meta-schema", arguments: [2, 3, 4, 5])
  func valid(generation: Int) throws {
    let document = try Contract(generation: generation).document
    let schema = try Self.metaSchema()
    let checker = SchemaChecker(document: schema)
    #expect(checker.findings(document, schema) == [])
    var broken = try #require(document.object)
    broken["methods"] = [["name": "x"]]
    #expect(checker.findings(.object(broken), schema) != [])
  }

  @Test("so is that of a file with columns that vantage6 does not have")
  func foreign() throws {
    let document = try Contract(ForeignColumnsTests.fixture()).document
    let schema = try Self.metaSchema()
    #expect(SchemaChecker(document: schema).findings(document, schema) == [])
    let schemas = document["components"]?["schemas"]
    for name in ["organization", "organization_values"] {
      #expect(schemas?[name]?["properties"]?["x:budget"]?["anyOf"] != nil, "\(name)")
    }
    for (place, schema) in Self.schemas(document) {
      #expect(["type", "$ref", "anyOf", "allOf"].contains { schema[$0] != nil }, "\(place): \(schema)")
    }
  }

  /// Every schema of the document, with where it is.
  private static func schemas(_ document: JSON) -> [(place: String, schema: JSON)] {
    var schemas = (document["components"]?["schemas"]?.object?.members ?? []).map { ($0.key, $0.value) }
    for method in document["methods"]?.array ?? [] {
      let name = method["name"]?.string ?? ""
      schemas.append((name, method["result"]?["schema"] ?? [:]))
      for param in method["params"]?.array ?? [] {
        schemas.append(("\(name) \(param["name"]?.string ?? "")", param["schema"] ?? [:]))
      }
    }
    return schemas.flatMap { parts($0.1, $0.0) }
  }

  private static func parts(_ schema: JSON, _ place: String) -> [(place: String, schema: JSON)] {
    var parts = [(place, schema)]
    for member in schema.object?.members ?? [] {
      switch member.key {
      case "items": parts += self.parts(member.value, "\(place)[]")
      case "anyOf", "allOf": for part in member.value.array ?? [] { parts += self.parts(part, "\(place)/") }
      case "properties", "patternProperties":
        for property in member.value.object?.members ?? [] {
          parts += self.parts(property.value, "\(place).\(property.key)")
        }
      default: break
      }
    }
    return parts
  }

  @Test("every parameter, result and part of one has a type", arguments: [2, 3, 4, 5])
  func typed(generation: Int) throws {
    let schemas = Self.schemas(try Contract(generation: generation).document)
    #expect(schemas.count > 500)
    for (place, schema) in schemas {
      #expect(["type", "$ref", "anyOf", "allOf"].contains { schema[$0] != nil }, "\(place): \(schema)")
    }
  }

  @Test("every component has one name, and is used")
  func components() throws {
    let document = try Contract(of: .withLicence).document
    let names = (document["components"]?["schemas"]?.object?.members ?? []).map(\.key)
    #expect(names.count > 60 && Set(names).count == names.count)
    let used = Set(Self.schemas(document).compactMap { $0.schema["$ref"]?.string?.split(separator: "/").last })
    #expect(Set(names.map { $0[...] }).subtracting(used) == [])
  }

  @Test("what must be given comes first; by position, parameters have the order of rpc.describe")
  func required() throws {
    var contract = try Contract()
    let described = try contract.call("rpc.describe")["methods"]?.array ?? []
    for method in contract.methods {
      let params = method["params"]?.array ?? []
      let flags = params.map { $0["required"] == true }
      #expect(flags == flags.filter { $0 } + flags.filter { !$0 }, "\(method["name"] ?? .null)")
      let order = described.first { $0["name"] == method["name"] }?["parameters"]?.array?.map { $0["name"] }
      #expect((method["paramStructure"] == "either") == (params.map { $0["name"] } == order))
    }
    let update = contract.methods.first { $0["name"] == "user.update" }?["params"]?.array ?? []
    #expect(update.prefix(3).map { $0["name"] } == ["values", "id", "username"])
    let get = contract.methods.first { $0["name"] == "task.get" }?["params"]?.array ?? []
    #expect(get.first?["name"] == "id" && get.first?["required"] == true)
  }

  @Test("a description says more than the summary, which is one sentence")
  func descriptions() throws {
    let methods = try Contract().methods
    for method in methods {
      let summary = method["summary"]?.string ?? ""
      #expect(summary.hasSuffix(".") && !summary.contains(". "), "\(summary)")
      if let description = method["description"]?.string { #expect(description.count > summary.count + 5) }
    }
    #expect(methods.count { $0["description"] != nil } > 30)
  }
}
