import CYaml

/// A document of YAML 1.1, as libyaml reads it: also the reader of the vantage6 server's own YAML library.
package final class YAMLDocument {
  /// On the heap, since nodes are found by its address.
  private let document: UnsafeMutablePointer<yaml_document_t>

  /// - Throws: where the text is no YAML, or has a second document; in libyaml's words and with the line.
  package init(_ bytes: [UInt8]) throws(YAMLError) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw YAMLError(line: 0, problem: "no memory is left") }
    defer { yaml_parser_delete(&parser) }
    let document = UnsafeMutablePointer<yaml_document_t>.allocate(capacity: 1)
    var second = yaml_document_t()
    let (isRead, isNextRead) = bytes.withUnsafeBufferPointer { bytes in
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      guard yaml_parser_load(&parser, document) == 1 else { return (false, false) }
      return (true, yaml_parser_load(&parser, &second) == 1)
    }
    guard isRead else {
      document.deallocate()
      throw YAMLError(parser, bytes)
    }
    self.document = document
    guard isNextRead else { throw YAMLError(parser, bytes) }
    defer { yaml_document_delete(&second) }
    if let root = yaml_document_get_root_node(&second) {
      throw YAMLError(
        line: Int(root.pointee.start_mark.line) + 1, problem: "a second document begins here, after '---': expected one"
      )
    }
  }

  deinit {
    yaml_document_delete(document)
    document.deallocate()
  }

  /// Nil for a text without a document.
  package var root: YAMLNode? { YAMLNode(self, yaml_document_get_root_node(document)) }

  fileprivate func node(_ number: CInt) -> YAMLNode? { YAMLNode(self, yaml_document_get_node(document, number)) }
}

/// Why a text is no YAML.
package struct YAMLError: Error, Sendable, Hashable {
  /// From 1.
  package let line: Int
  package let problem: String
}

extension YAMLError {
  /// What a parser says of its input.
  fileprivate init(_ parser: yaml_parser_t, _ bytes: [UInt8]) {
    let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem"
    guard parser.error != YAML_READER_ERROR else {
      // It knows the place of the byte only.
      let before = bytes.prefix(parser.problem_offset)
      self.init(line: before.count { $0 == 0x0A } + 1, problem: problem)
      return
    }
    let line = Int(max(parser.problem_mark.line, parser.context_mark.line)) + 1
    let begin = Int(parser.context_mark.line) + 1
    let context = parser.context.map { String(cString: $0) }
    // What was begun long before is what a person has to look at.
    let more = context.flatMap { begin < line ? " \($0) that begins in line \(begin)" : nil } ?? ""
    self.init(line: line, problem: problem + more)
  }
}

/// A value in a document. An alias is the value that it stands for.
package struct YAMLNode {
  private let document: YAMLDocument
  private let node: UnsafeMutablePointer<yaml_node_t>

  fileprivate init?(_ document: YAMLDocument, _ node: UnsafeMutablePointer<yaml_node_t>?) {
    guard let node else { return nil }
    (self.document, self.node) = (document, node)
  }

  /// Of a scalar, whatever its type; nil for others.
  package var text: String? {
    guard node.pointee.type == YAML_SCALAR_NODE else { return nil }
    let scalar = node.pointee.data.scalar
    return String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
  }

  /// Where it begins, from 1.
  package var line: Int { Int(node.pointee.start_mark.line) + 1 }

  /// A tag that changes what the value is, such as `!!binary`; nil for those that values have anyway.
  package var foreignTag: String? {
    guard let tag = node.pointee.tag else { return nil }
    let text = tag.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
    let prefix = "tag:yaml.org,2002:"
    guard text.hasPrefix(prefix) else { return text }
    let name = String(text.dropFirst(prefix.count))
    return ["str", "int", "float", "bool", "null", "timestamp", "seq", "map"].contains(name) ? nil : "!!\(name)"
  }

  /// Whether it is a scalar without quotes, so that its text tells its type.
  package var isPlain: Bool {
    node.pointee.type == YAML_SCALAR_NODE && node.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
  }

  /// Whether it is a scalar that means that there is nothing (yaml.org/type/null.html).
  package var isNull: Bool {
    guard isPlain, let text else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// Of a list; nil for others.
  package var items: [YAMLNode]? {
    guard node.pointee.type == YAML_SEQUENCE_NODE else { return nil }
    let items = node.pointee.data.sequence.items
    return UnsafeBufferPointer(start: items.start, count: items.start.distance(to: items.top))
      .compactMap { document.node($0) }
  }

  /// Of a mapping, in their order; nil for others.
  package var pairs: [(key: YAMLNode, value: YAMLNode)]? {
    guard node.pointee.type == YAML_MAPPING_NODE else { return nil }
    let pairs = node.pointee.data.mapping.pairs
    return UnsafeBufferPointer(start: pairs.start, count: pairs.start.distance(to: pairs.top)).compactMap { pair in
      guard let key = document.node(pair.key), let value = document.node(pair.value) else { return nil }
      return (key, value)
    }
  }

  /// Of a mapping, with those of mappings that are merged by `<<` and have other keys; nil for others.
  package var mergedPairs: [(key: YAMLNode, value: YAMLNode)]? { merged(depth: 0) }

  private func merged(depth: Int) -> [(key: YAMLNode, value: YAMLNode)]? {
    guard let pairs else { return nil }
    var all = pairs.filter { !$0.key.isMerge }
    guard depth < 16, all.count < pairs.count else { return all }
    for other in pairs.filter({ $0.key.isMerge }).flatMap({ $0.value.items ?? [$0.value] }) {
      for pair in other.merged(depth: depth + 1) ?? [] where !all.contains(where: { $0.key.text == pair.key.text }) {
        all.append(pair)
      }
    }
    return all
  }

  private var isMerge: Bool { isPlain && text == "<<" }

  /// The value of a key: the last one, as in Python; else that of a mapping merged by `<<` (yaml.org/type/merge.html).
  package subscript(key: String) -> YAMLNode? { value(key, depth: 0) }

  private func value(_ key: String, depth: Int) -> YAMLNode? {
    // An alias may stand in what it stands for.
    guard depth < 16, let pairs else { return nil }
    if let pair = pairs.last(where: { $0.key.text == key }) { return pair.value }
    for merged in pairs.filter({ $0.key.text == "<<" }).flatMap({ $0.value.items ?? [$0.value] }) {
      if let value = merged.value(key, depth: depth + 1) { return value }
    }
    return nil
  }
}
