import Vocabulary

/// What `--fields` says: names; `*` for everything; `+NAME` for the default and a name, `-NAME` for the default without
/// one.
package struct FieldChoice: Sendable, Hashable {
  private enum Item: Sendable, Hashable {
    case everything
    case only(String)
    case more(String)
    case less(String)
  }

  private let items: [Item]

  /// - Throws: when a name is missing.
  package init(_ text: String) throws(UsageError) {
    items = splitNames(text).map { word in
      switch word.first {
      case "*" where word.count == 1: .everything
      case "+": .more(String(word.dropFirst()))
      case "-": .less(String(word.dropFirst()))
      default: .only(word)
      }
    }
    let isWhole = items.allSatisfy { item in
      switch item {
      case .everything: true
      case .only(let name), .more(let name), .less(let name): !name.isEmpty
      }
    }
    guard !items.isEmpty, isWhole else {
      throw UsageError(
        "--fields needs names, not '\(Escape.controls(in: text))'", hint: "such as --fields id,name, +name or '*'")
    }
  }

  private init(items: [Item]) { self.items = items }

  /// Whether it asks for everything, or begins with what is shown by default.
  package var isRelative: Bool { items.contains(.everything) || changesDefault }

  private var changesDefault: Bool {
    switch items.first {
    case .more, .less: true
    case .everything, .only, nil: false
    }
  }

  /// The same, where another choice is what is shown by default.
  package func over(_ usual: FieldChoice?) -> FieldChoice {
    guard let usual, changesDefault else { return self }
    return FieldChoice(items: usual.items + items)
  }

  /// The same with the entity's own names of fields in place of their other ones: answers have those.
  package func named(by entity: EntityDescription) -> FieldChoice {
    FieldChoice(
      items: items.map { item in
        switch item {
        case .everything: item
        case .only(let path): .only(entity.answered(path))
        case .more(let path): .more(entity.answered(path))
        case .less(let path): .less(entity.answered(path))
        }
      })
  }

  /// Whether somebody asked for this one.
  package func asks(for path: String) -> Bool { items.contains(.only(path)) || items.contains(.more(path)) }

  /// The paths that are shown.
  /// - Parameters:
  ///   - usual: what is shown by default.
  ///   - all: what `*` stands for.
  /// - Throws: when it leaves out what would not be shown.
  package func paths(usual: [String], all: [String]) throws(UsageError) -> [String] {
    var paths = items.contains(.everything) ? all : changesDefault ? usual : []
    for item in items {
      switch item {
      case .everything: break
      case .only(let path), .more(let path): if !paths.contains(path) { paths.append(path) }
      case .less(let path):
        guard paths.contains(path) else {
          throw UsageError(
            "--fields -\(Escape.controls(in: path)): '\(Escape.controls(in: path))' is not among the fields"
              + NearMiss.question(path, among: paths))
        }
        paths.removeAll { $0 == path }
      }
    }
    guard !paths.isEmpty else { throw UsageError("--fields leaves nothing to show") }
    return paths
  }
}

extension EntityDescription {
  /// The path as answers have it: its first name may be another one of the field or relation.
  fileprivate func answered(_ path: String) -> String {
    let first = String(path.prefix { $0 != "." })
    guard let name = field(first)?.name ?? relation(first)?.name else { return path }
    return name + path.dropFirst(first.count)
  }

  /// What a list shows of a record in every format when nobody asks for anything: its fields but the secret and the
  /// large ones, and the relations that belong to it.
  package var usualPaths: [String] {
    ["id"] + fields.filter(\.isListed).map(\.name) + relations.filter(\.isOwned).map(\.name)
  }

  /// What is shown of one record: the columns that vantage6 does not have, too.
  package var recordPaths: [String] { usualPaths + fields.filter(\.isForeign).map(\.name) }

  /// Everything but secrets.
  package var allPaths: [String] {
    ["id"] + fields.filter { !$0.isSecret }.map(\.name) + relations.map(\.name) + ["etag"]
  }

  /// The paths of a choice; what is shown by default without one.
  /// - Parameter isList: whether they are of many records.
  package func paths(_ choice: FieldChoice?, isList: Bool = true) throws(UsageError) -> [String] {
    let usual = isList ? usualPaths : recordPaths
    return try choice?.paths(usual: usual, all: allPaths) ?? usual
  }
}
