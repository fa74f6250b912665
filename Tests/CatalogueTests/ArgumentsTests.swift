import Catalogue
import JSON
import Testing
import Vocabulary

@Suite struct ArgumentsTests {
  private static let method = Method(
    "thing.do", entity: "thing", "Do it.", access: .write,
    parameters: [
      Parameter("id", .integer, "Id.", role: .key), Parameter("name", .text, "Name.", role: .key),
      Parameter("values", .json, "Values.", required: true), Parameter("flag", .boolean, "Flag.", default: false),
      Parameter("limit", .integer, "Limit.", default: 100),
      Parameter(
        "mode", .enumeration(Enumeration([.init("fast", stored: "FAST", short: "f")])), "Mode.", default: "fast"),
    ], answer: .record)

  private static func refusal(_ body: () throws -> Arguments) -> Failure? {
    do {
      _ = try body()
      return nil
    } catch { return error as? Failure }
  }

  private static func object(_ json: JSON) -> JSON.Object { json.object ?? JSON.Object() }

  @Test("named and positional arguments mean the same, and what is left out has its default")
  func forms() throws {
    let named = try Arguments(Self.object(["id": 3, "values": ["a": 1], "flag": true]), of: Self.method)
    let positional = try Arguments([3, nil, ["a": 1], true], of: Self.method)
    for arguments in [named, positional] {
      #expect(arguments.key == JSON.Object([.init("id", 3)]))
      #expect(arguments["values"] == ["a": 1] && arguments.flag("flag"))
      #expect(arguments.integer("limit") == 100 && arguments.text("mode") == "fast")
      #expect(arguments["id"] == 3 && arguments["nothing"] == nil && !arguments.flag("nothing"))
    }
    // A word has its other forms, too.
    for form in ["f", "FAST", "Fast"] {
      #expect(try Arguments(Self.object(["values": 1, "mode": .string(form)]), of: Self.method).text("mode") == "fast")
    }
    // Null is not given.
    let nulls = try Arguments(Self.object(["values": 1, "flag": nil, "limit": nil, "name": nil]), of: Self.method)
    #expect(!nulls.flag("flag") && nulls.integer("limit") == 100 && nulls.key.members.isEmpty)
  }

  @Test("what does not fit the description is refused, naming the parameter")
  func refusals() {
    let refused: [(JSON, String?, [String])] = [
      ([:], "values", ["'values'", "missing"]), (["values": nil], "values", ["missing"]),
      (["values": 1, "flga": true], "flga", ["'flga'", "did you mean 'flag'"]),
      (["values": 1, "zzz": 1], "zzz", ["unknown parameter 'zzz'"]),
      (["values": 1, "flag": 1], "flag", ["true or false"]),
      (["values": 1, "flag": "true"], "flag", ["true or false"]),
      (["values": 1, "limit": "5"], "limit", ["whole number"]),
      (["values": 1, "limit": .number(1.5)], "limit", ["whole number"]),
      (["values": 1, "limit": .number(1e300)], "limit", ["whole number"]),
      (["values": 1, "id": true], "id", ["whole number"]),
      (["values": 1, "name": 5], "name", ["text"]), (["values": 1, "mode": "slow"], "mode", ["'fast'"]),
      (["values": 1, "mode": "fas"], "mode", ["'fast'"]),
      (["values": 1, "mode": ["fast"]], "mode", ["'fast'"]),
    ]
    for (params, field, words) in refused {
      let failure = Self.refusal { try Arguments(Self.object(params), of: Self.method) }
      #expect(failure?.kind == .parameters && failure?.field == field, "\(params)")
      for word in words { #expect(failure?.message.contains(word) == true, "\(params): \(failure?.message ?? "")") }
    }
    let tooMany = Self.refusal { try Arguments([1, "a", 1, true, 1, "fast", 7], of: Self.method) }
    #expect(tooMany?.kind == .parameters && tooMany?.message.contains("takes 6 parameters, got 7") == true)
    #expect(Self.refusal { try Arguments([], of: Self.method) }?.field == "values")
  }

  @Test("a parameter that is given twice is refused, whatever is said the second time")
  func duplicates() {
    let twice = JSON.Object([.init("values", 1), .init("flag", true), .init("flag", false)])
    #expect(Self.refusal { try Arguments(twice, of: Self.method) }?.field == "flag")
    let key = JSON.Object([.init("values", 1), .init("id", 1), .init("id", 2)])
    #expect(Self.refusal { try Arguments(key, of: Self.method) }?.field == "id")
  }
}
