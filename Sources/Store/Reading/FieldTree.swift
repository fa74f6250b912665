import Catalogue
import JSON
import Vocabulary

/// The fields that a caller asked for, as a tree: each dot in a path leads one level down.
struct FieldTree {
  struct Child {
    let name: String
    var tree: FieldTree
  }

  /// Whether the field or relation itself was asked for, not only fields below it.
  private(set) var isWhole = false
  private(set) var children: [Child] = []

  static let pathsMax = 200
  static let depthMax = 8

  /// - Throws: `invalid` unless `fields` is a list of paths, or one text of paths separated by commas.
  init(_ fields: JSON, entity: BoundEntity) throws(Failure) {
    let paths: [String]
    switch fields {
    case .string(let text): paths = text.split(separator: ",").map { String($0.trimmed) }
    case .array(let items):
      var texts: [String] = []
      for item in items {
        guard let text = item.string else { throw Self.refusal("a list of names", entity) }
        texts.append(text)
      }
      paths = texts
    default: throw Self.refusal("a list of names", entity)
    }
    try self.init(paths: paths, entity: entity)
  }

  /// - Throws: `invalid` if there is no path; `limit` for too many paths, and for a path with too many parts.
  init(paths: [String], entity: BoundEntity) throws(Failure) {
    guard !paths.isEmpty else { throw Self.refusal("at least one name", entity) }
    guard paths.count <= Self.pathsMax else {
      throw Failure(.limit, "'fields': at most \(Self.pathsMax) paths", entity: entity.name, field: "fields")
    }
    for path in paths {
      let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard names.count <= Self.depthMax else {
        throw Failure(.limit, "'fields': '\(path)' has more than \(Self.depthMax) parts", entity: entity.name)
      }
      insert(names[...])
    }
  }

  init(whole names: [String]) {
    for name in names { insert([name]) }
  }

  private static func refusal(_ what: String, _ entity: BoundEntity) -> Failure {
    Failure(.invalid, "'fields': expected \(what)", entity: entity.name, field: "fields")
  }

  private init() {}

  /// Adds the field or relation as a whole.
  mutating func add(_ name: String) { insert([name]) }

  /// Adds what `other` asks for.
  mutating func merge(_ other: FieldTree) {
    isWhole = isWhole || other.isWhole
    for child in other.children {
      if let place = children.firstIndex(where: { $0.name == child.name }) {
        children[place].tree.merge(child.tree)
      } else {
        children.append(child)
      }
    }
  }

  private mutating func insert(_ names: ArraySlice<String>) {
    guard let name = names.first else {
      isWhole = true
      return
    }
    if let place = children.firstIndex(where: { $0.name == name }) {
      children[place].tree.insert(names.dropFirst())
    } else {
      var tree = FieldTree()
      tree.insert(names.dropFirst())
      children.append(Child(name: name, tree: tree))
    }
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
