import Catalogue
import Engine
import JSON
import JSONRPC
import Store
import TestData
import Testing

/// The audit log is an entity: it is described, selected, sorted and paged as every other one.
@Suite(.onFiles("earlier releases served files only")) struct AuditListTests {
  /// The log of a user's file: 17 changes, of several entities.
  private static func fixture() throws -> Fixture { try Fixture(.audited1) }

  @Test("it is described with its fields, its number, and no verb that writes")
  func described() throws {
    var fixture = try Self.fixture()
    let answer = try fixture.call("rpc.describe", ["entity": "audit"])
    let audit = try #require(answer["entities"]?[0])
    #expect(audit["number"] == "seq" && audit["log"] == true)
    #expect(audit["verbs"] == ["list", "get"])
    let fields = audit["fields"]?.array ?? []
    #expect(fields.compactMap { $0["name"]?.string } == Entity.audit.fields.map(\.name))
    #expect(fields.allSatisfy { $0["readonly"] == true })
    #expect(answer["methods"]?.array?.compactMap { $0["name"]?.string } == ["audit.list", "audit.get"])
  }

  @Test("a list shows every field, in the order of the description; get shows the same")
  func members() throws {
    var fixture = try Self.fixture()
    let item = try #require(fixture.call("audit.list", ["limit": 1])["items"]?[0])
    #expect(item.object?.members.map(\.key) == ["seq"] + Entity.audit.fields.map(\.name))
    #expect(try fixture.call("audit.get", ["seq": item["seq"] ?? .null]) == item)
  }

  @Test("fields select, also what is told of the change")
  func fields() throws {
    var fixture = try Self.fixture()
    let all = try #require(fixture.call("audit.list")["items"]?.array)
    let some = try #require(fixture.call("audit.list", ["fields": ["method", "after", "id"]])["items"]?.array)
    #expect(
      some == all.map { ["method": $0["method"] ?? .null, "after": $0["after"] ?? .null, "id": $0["id"] ?? .null] })
    #expect(try fixture.call("audit.get", ["seq": 1, "fields": "name"]) == ["name": all.last?["name"] ?? .null])
  }

  @Test(
    "the newest is first, unless an order is given; pages go on in it", arguments: [nil, "seq", "-seq", "method,-id"])
  func pages(order: String?) throws {
    var fixture = try Self.fixture()
    var params = JSON.Object([.init("limit", 100)])
    params["order"] = order.map { .string($0) }
    let all = try #require(fixture.call("audit.list", .object(params))["items"]?.array)
    #expect(all.count == 17)
    let numbers = all.compactMap { $0["seq"]?.integer }
    switch order {
    case "seq": #expect(numbers == Array(1...17))
    case "method,-id":
      let keys = all.map { ($0["method"]?.string ?? "", -($0["id"]?.integer ?? 0), $0["seq"]?.integer ?? 0) }
      #expect(numbers == keys.sorted { $0 < $1 }.map(\.2))
    default: #expect(numbers == (1...17).reversed())
    }
    params["limit"] = 5
    var paged: [JSON] = []
    repeat {
      let page = try fixture.call("audit.list", .object(params))
      paged += page["items"]?.array ?? []
      params["after"] = page["next"]
    } while params["after"]?.isNull == false
    #expect(paged == all)
  }

  @Test("conditions take any name of an entity, wherever it stands")
  func names() throws {
    var fixture = try Fixture(.of(generation: 4))
    for (entity, values) in [("organization", ["name": "A"]), ("collaboration", ["name": "B"])] as [(String, JSON)] {
      _ = try fixture.call("\(entity).create", ["values": values])
    }
    let conditions: [JSON] = [
      ["entity": "org"], ["entity": ["eq": "org"]], ["entity": ["in": ["org"]]], ["or": [["entity": "org"]]],
      ["not": ["entity": ["ne": "org"]]], ["entity": "organization", "method": ["like": "%.create"]],
    ]
    for condition in conditions {
      let answer = try fixture.call("audit.list", ["where": condition, "count": true])
      #expect(answer["total"] == 1 && answer["items"]?[0]?["name"] == "A", "\(condition)")
    }
  }

  @Test("what a record tells of the change is neither compared nor sorted by, and the log is not written")
  func refused() throws {
    var fixture = try Self.fixture()
    for name in ["name", "before", "after"] {
      for params in [["where": [name: "x"]], ["order": .string(name)]] as [JSON] {
        let refusal = try fixture.refusal("audit.list", params)
        #expect(refusal.kind == "invalid")
        #expect(refusal.message == "'\(name)' of change is only shown: it is made from the whole record")
      }
    }
    #expect(try fixture.refusal("audit.get", ["seq": 99]).message == "no change 99")
    #expect(try fixture.refusal("audit.get").message == "change: give 'seq'")
    #expect(try fixture.refusal("audit.list", ["fields": ["changes"]]).kind == "invalid")
    for verb in ["create", "update", "delete"] {
      #expect(try fixture.refusal("audit.\(verb)").kind == "unknown_method")
    }
  }

  @Test("the table has the declared columns, in files of each format")
  func table() throws {
    let used = OwnTables.auditColumns.map(\.name)
    let declared = used + OwnTables.additions.filter { !used.contains($0) }
    for sample in [Sample.audited1, .sample4] {
      let fixture = try Fixture(sample)
      let columns = try PlainSession(fixture.path).rows(
        "SELECT name, type, \"notnull\" FROM pragma_table_info(?1)", [.text(OwnTables.audit)])
      #expect(columns.map(\.[0].text) == declared, "\(sample)")
      // SQLite says of the number of the row that it may be null, and stores none.
      for (column, declared) in zip(columns, OwnTables.auditColumns).dropFirst() {
        #expect(column[1].text == (declared.kind == .integer ? "INTEGER" : "TEXT"), "\(sample) \(declared.name)")
        #expect(column[2].integer == (declared.isNullable ? 0 : 1), "\(sample) \(declared.name)")
      }
    }
  }
}
