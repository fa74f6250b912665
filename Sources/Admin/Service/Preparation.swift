import Catalogue
import JSON
import JSONRPC
import Store

/// The secrets of a call that have to be hashed before the writer sees it.
struct Preparation {
  private var secrets: [String] = []
  private var keys = 0

  var isEmpty: Bool { secrets.isEmpty && keys == 0 }

  init(_ operation: Operation, _ request: borrowing Request, _ model: Model) {
    guard let entity = operation.secretsOf, let values = Self.values(request, operation.method) else { return }
    for field in entity.fields {
      switch field.field.protection {
      case nil, .plain?: continue
      case .bcryptSince3? where model.layout.isExactly2: continue
      case .bcrypt?, .bcryptSince3?: break
      }
      let given = values.members.filter { field.field.answers(to: $0.key) }
      secrets += given.compactMap { $0.value.string }.filter { !$0.isEmpty }
      if given.isEmpty, field.field.fallback == .key, operation.method.verb == Entity.Verb.create.rawValue { keys += 1 }
    }
  }

  private static func values(_ request: borrowing Request, _ method: Method) -> JSON.Object? {
    switch request.params {
    case .none: return nil
    case .named(let object): return object["values"]?.object
    case .positional(let items):
      guard let place = method.parameters.firstIndex(where: { $0.name == "values" }), items.indices.contains(place)
      else { return nil }
      return items[place].object
    }
  }

  /// A secret that cannot be hashed is left out: the writer refuses it, and says why.
  func run(_ hash: (String) -> String?) -> Secrets {
    var prepared = Secrets()
    for secret in secrets {
      if let hash = hash(secret) { prepared.add(hash: hash, of: secret) }
    }
    for _ in 0..<keys {
      let key = RandomKey.make()
      if let hash = hash(key) { prepared.add(Secrets.Key(plain: key, hash: hash)) }
    }
    return prepared
  }
}
