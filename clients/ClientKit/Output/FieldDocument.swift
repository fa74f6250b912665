import Vocabulary
import YAML

/// A record as a person writes it, in YAML: fields with values, names of other records, and lists of them. What a value
/// means is decided by the kind of its field, so that `007` stays text where text belongs.
package struct FieldDocument: Sendable {
  package indirect enum Content: Sendable, Hashable {
    /// Without quotes, as it stands.
    case plain(String)
    case text(String)
    case null
    case list([Content])
    /// Such as a reference to another record in the form that `get` prints.
    case record([Field])
  }

  package struct Field: Sendable, Hashable {
    package let name: String
    package let content: Content

    package init(_ name: String, _ content: Content) { (self.name, self.content) = (name, content) }
  }

  /// In the order of the document, each name once.
  package let fields: [Field]

  package init(_ text: String) throws(UsageError) {
    let document: YAMLDocument
    do throws(YAMLError) {
      document = try YAMLDocument(Array(text.withoutByteOrderMark.utf8))
    } catch {
      throw UsageError("line \(error.line): \(error.problem)")
    }
    guard let root = document.root, !root.isNull else {
      fields = []
      return
    }
    fields = try Self.fields(of: root, depth: 0)
  }

  private static func fields(of node: YAMLNode, depth: Int) throws(UsageError) -> [Field] {
    guard let pairs = node.pairs else { throw UsageError("line \(node.line): expected 'field: value'") }
    var fields: [Field] = []
    for (key, value) in pairs {
      guard let name = key.text else { throw UsageError("line \(key.line): expected 'field: value'") }
      guard !fields.contains(where: { $0.name == name }) else {
        throw UsageError("line \(key.line): '\(name)' is given twice")
      }
      fields.append(Field(name, try content(of: value, depth: depth + 1)))
    }
    return fields
  }

  /// - Parameter depth: a reference in a list is the third; an alias may stand in what it stands for.
  private static func content(of node: YAMLNode, depth: Int) throws(UsageError) -> Content {
    guard depth < 8 else { throw UsageError("line \(node.line): too many lists within lists") }
    if node.isNull { return .null }
    if let text = node.text { return node.isPlain ? .plain(text) : .text(text) }
    guard let items = node.items else { return .record(try fields(of: node, depth: depth)) }
    var contents: [Content] = []
    for item in items { contents.append(try content(of: item, depth: depth + 1)) }
    return .list(contents)
  }
}
