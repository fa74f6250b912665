package import JSON

/// Calls that give a marked secret to everything that takes one, and try to hear it again; made from the service's own
/// description, so that nothing new is forgotten.
package struct SecretSowing {
  package struct Call: Sendable {
    package let method: String
    package let params: JSON
  }

  /// Strong enough for every rule on passwords.
  package static let mark = "S3cret-mark-1!"

  package private(set) var calls: [Call] = []
  /// The methods that were given it.
  package private(set) var methods: Set<String> = []
  /// The fields, as `entity.field`.
  package private(set) var fields: Set<String> = []

  /// - Parameters:
  ///   - document: the answer of `rpc.discover`, for the names of all methods.
  ///   - description: that of `rpc.describe`, which tells what is secret.
  package init(_ document: JSON, _ description: JSON) {
    makeRecords()
    for method in description["methods"]?.array ?? [] { sow(method) }
    for entity in description["entities"]?.array ?? [] { sow(entity: entity) }
    let all = (document["methods"]?.array ?? []).compactMap { $0["name"]?.string }
    for name in all where name.hasSuffix(".list") || name.hasSuffix(".get") || name.hasPrefix("rpc.") {
      call(name, name.hasSuffix(".get") ? ["id": 1] : [:])
    }
    for seq in 1...6 as ClosedRange<Int64> { call("audit.get", ["seq": .integer(seq)]) }
    call("audit.undo", ["restore_secrets": true, "dry_run": true])
    call("audit.undo", [:])
    call("database.status", [:])
    call("user.delete", ["username": "u", "dry_run": true, "dependents": "detach"])
    call("node.delete", ["name": "n", "dependents": "detach"])
    call("audit.list", ["limit": 1_000])
  }

  private mutating func call(_ method: String, _ params: JSON) { calls.append(Call(method: method, params: params)) }

  private mutating func makeRecords() {
    call("organization.create", ["values": ["name": "A"]])
    call("collaboration.create", ["values": ["name": "C", "organizations": ["A"]]])
    call("user.create", ["values": ["username": "u", "organization": "A"]])
    call("node.create", ["values": ["name": "n", "organization": "A", "api_key": .string(Self.mark)]])
  }

  private static func key(_ entity: String) -> [JSON.Member] {
    switch entity {
    case "user": [.init("username", "u")]
    case "node": [.init("name", "n")]
    default: [.init("id", 1)]
    }
  }

  /// A method with parameters that are secret: as it should be called, and in wrong ways.
  private mutating func sow(_ method: JSON) {
    guard let name = method["name"]?.string else { return }
    let parameters = method["parameters"]?.array ?? []
    let secrets = parameters.filter { $0["secret"] == true }.compactMap { $0["name"]?.string }
    guard !secrets.isEmpty else { return }
    methods.insert(name)
    let takesKey = parameters.contains { $0["role"] == "key" }
    let key = takesKey ? Self.key(method["entity"]?.string ?? "") : []
    let mark = JSON.string(Self.mark)
    for value in [mark, [mark], ["x": mark], .string(Self.mark + String(repeating: "x", count: 300))] as [JSON] {
      let given = secrets.map { JSON.Member($0, value) }
      call(name, .object(JSON.Object(key + given)))
      call(name, .object(JSON.Object([.init("id", 99_999)] + given)))
      call(name, .object(JSON.Object(key + given + [.init("strict", true)])))
      call(name, .object(JSON.Object(key + given + [.init("no_such_parameter", value)])))
      call(name, .object(JSON.Object(key + given + [.init("if_match", value)])))
      call("transaction.run", ["calls": [["method": .string(name), "params": .object(JSON.Object(key + given))]]])
    }
  }

  /// An entity with fields that are secret.
  private mutating func sow(entity: JSON) {
    guard let name = entity["name"]?.string else { return }
    let mark = JSON.string(Self.mark)
    for field in entity["fields"]?.array ?? [] where field["secret"] == true {
      guard let field = field["name"]?.string else { continue }
      fields.insert("\(name).\(field)")
      methods.formUnion(["\(name).create", "\(name).update"])
      for value in [mark, [mark], ["x": mark], ["add": [mark]], true] as [JSON] {
        let values: JSON = .object(JSON.Object([.init(field, value)]))
        let more: JSON = .object(JSON.Object([.init(field, value), .init("nmae", mark)]))
        let update = Self.key(name) + [.init("values", values)]
        call("\(name).update", .object(JSON.Object(update)))
        call("\(name).update", .object(JSON.Object(update + [.init("if_match", "wrong")])))
        call("\(name).update", .object(JSON.Object(update + [.init("dry_run", true)])))
        call("\(name).update", .object(JSON.Object(Self.key(name) + [.init("values", more)])))
        call("\(name).create", ["values": values])
        call("\(name).create", ["values": .object(JSON.Object([.init("username", "u"), .init(field, value)]))])
        call("\(name).list", ["where": values])
        call("\(name).list", ["where": .object(JSON.Object([.init(field, ["like": value])]))])
        call("transaction.run", ["calls": [["method": .string("\(name).create"), "params": ["values": values]]]])
      }
      call("\(name).list", ["fields": [.string(field)]])
      call("\(name).list", ["order": [.string(field)]])
      call("\(name).list", ["order": [.string(field)], "after": mark])
      call("\(name).get", .object(JSON.Object(Self.key(name) + [.init("fields", [.string(field)])])))
    }
  }
}
