import ClientKit
import JSON
import YAML

/// The records of a YAML file as lines, and where each comes from.
struct RecordDocument {
  /// What is wrong with the document, and what the daemon cannot see.
  struct Flaw {
    let line: Int
    let message: String
  }

  private(set) var lines: [UInt8] = []
  private(set) var flaws: [Flaw] = []
  /// The values of the document, by line.
  private var nodes: [YAMLNode] = []
  /// How many bytes the lines may still get: an alias stands for its value each time.
  private var bytesLeft: Int

  private static let depthMax = 16
  /// A file without aliases needs less: of each value, JSON has some quotes and a comma more.
  private static func bytesMax(_ count: Int) -> Int { 16 * count + (1 << 20) }

  /// - Throws: if the text is no YAML, or has no lists of records.
  init(_ bytes: [UInt8], _ name: String) throws {
    bytesLeft = Self.bytesMax(bytes.count)
    let document: YAMLDocument
    do throws(YAMLError) { document = try YAMLDocument(bytes) } catch {
      let isIndentedByTab = Self.line(error.line, of: bytes).prefix { $0 == 0x20 || $0 == 0x09 }.contains(0x09)
      let problem = isIndentedByTab ? "a tab stands before the text: YAML is indented with spaces" : error.problem
      throw Ending(.refused, "\(name):\(error.line): \(problem)")
    }
    guard let root = document.root, !root.isNull else { throw Self.empty(name) }
    guard let pairs = root.pairs else {
      throw Ending(.refused, "\(name):\(root.line): expected lists of records, such as 'organization:'")
    }
    do throws(TooLarge) {
      try read(pairs)
    } catch {
      throw Ending(
        .refused, "\(name):\(error.line): the aliases make more than \(Self.bytesMax(bytes.count)) bytes of the file")
    }
  }

  /// The error for a file without anything.
  static func empty(_ name: String) -> Ending {
    Ending(
      .refused, "'\(name)' is empty: expected lists of records, such as 'organization:', or a JSON object per line")
  }

  private static func line(_ number: Int, of bytes: [UInt8]) -> ArraySlice<UInt8> {
    let lines = bytes.split(separator: 0x0A, maxSplits: number, omittingEmptySubsequences: false)
    return lines.indices.contains(number - 1) ? lines[number - 1] : []
  }

  private mutating func read(_ pairs: [(key: YAMLNode, value: YAMLNode)]) throws(TooLarge) {
    var kinds: Set<String> = []
    for (key, value) in pairs {
      guard let kind = key.text else {
        flaws.append(Flaw(line: key.line, message: "expected the name of an entity"))
        continue
      }
      if !kinds.insert(kind).inserted {
        flaws.append(Flaw(line: key.line, message: "'\(kind)' is given twice: one list has all of its records"))
      }
      if value.isNull { continue }
      for item in value.items ?? [value] {
        let record = try json(item)
        var writer = JSONWriter()
        writer.value(.object(JSON.Object([.init(kind, record)])))
        lines += writer.bytes + [0x0A]
        nodes.append(item)
      }
    }
  }

  /// Thrown where aliases make the file too large.
  private struct TooLarge: Error {
    let line: Int
  }

  /// Texts stay texts, whatever they look like: the daemon knows the kinds of fields.
  private mutating func json(_ node: YAMLNode, depth: Int = 0) throws(TooLarge) -> JSON {
    let text = node.text
    bytesLeft -= (text?.utf8.count ?? 0) + 1
    guard bytesLeft >= 0 else { throw TooLarge(line: node.line) }
    if depth == Self.depthMax {
      flaws.append(Flaw(line: node.line, message: "lists and mappings are nested deeper than \(Self.depthMax) levels"))
    }
    guard depth < Self.depthMax else { return .null }
    if let tag = node.foreignTag {
      flaws.append(Flaw(line: node.line, message: "the tag '\(tag)' is not understood: write the value itself"))
    }
    if node.isNull { return .null }
    if let text { return .string(text) }
    if let items = node.items {
      var values: [JSON] = []
      for item in items { values.append(try json(item, depth: depth + 1)) }
      return .array(values)
    }
    var members: [JSON.Member] = []
    for (key, value) in node.mergedPairs ?? [] {
      guard let name = key.text else {
        flaws.append(Flaw(line: key.line, message: "expected 'field: value'"))
        continue
      }
      members.append(.init(name, try json(value, depth: depth + 1)))
    }
    return .object(JSON.Object(members))
  }

  /// The line of the document that a line for the daemon comes from.
  /// - Parameter path: the place within it, such as `users[0].email`.
  func line(_ line: Int, _ path: String?) -> Int {
    guard nodes.indices.contains(line - 1) else { return 1 }
    var node = nodes[line - 1]
    for part in path?.split(whereSeparator: { ".[]".contains($0) }) ?? [] {
      let next = Int(part).flatMap { place in node.items.flatMap { $0.indices.contains(place) ? $0[place] : nil } }
      guard let next = next ?? node[String(part)] else { break }
      node = next
    }
    return node.line
  }
}
