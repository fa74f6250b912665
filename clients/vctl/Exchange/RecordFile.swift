import ClientKit
import Glibc
import JSON
import Linux
import Vocabulary
import YAML

/// A file of records as the daemon reads it, a JSON object per line.
struct RecordFile: ~Copyable {
  let file: Descriptor
  let source: RecordSource

  /// - Parameter path: `-` is standard input.
  /// - Throws: if the file cannot be read, or is no YAML.
  static func read(_ path: String) throws -> RecordFile {
    let name = path == "-" ? "standard input" : path
    let source = try seekable(open(path))
    let records = try isYAML(source.number, path) ? records(source.number, name) : nil
    return RecordFile(try file(source, records?.lines), RecordSource(name: name, nodes: records?.nodes))
  }

  private init(_ file: consuming Descriptor, _ source: RecordSource) {
    self.file = file
    self.source = source
  }

  /// The records of a YAML file as lines, and where each comes from.
  private static func records(_ file: Int32, _ name: String) throws -> (lines: [UInt8], nodes: [YAMLNode]) {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try Transfer.readAll(from: file) } catch { throw unreadable(error) }
    let document: YAMLDocument
    do throws(YAMLError) { document = try YAMLDocument(bytes) } catch {
      throw Ending(.refused, "\(name):\(error.line): \(error.problem)")
    }
    var (lines, nodes): ([UInt8], [YAMLNode]) = ([], [])
    try each(document.root, name) { (kind, node) throws in
      var writer = JSONWriter()
      writer.value(.object(JSON.Object([.init(kind, try json(node, name))])))
      lines += writer.bytes + [0x0A]
      nodes.append(node)
    }
    return (lines, nodes)
  }

  /// - Parameter lines: what takes the place of the source; nil for the source itself.
  private static func file(_ source: consuming Descriptor, _ lines: [UInt8]?) throws -> Descriptor {
    guard let lines else { return source }
    let copy = try BackupSource.temporary()
    do throws(SystemError) { try Transfer.writeAll(lines, to: copy.number) } catch {
      throw Ending(.refused, "the temporary file cannot be written: \(systemReason(error.code))")
    }
    return copy
  }

  private static func open(_ path: String) throws -> Descriptor {
    let number = path == "-" ? fcntl(0, F_DUPFD_CLOEXEC, 3) : Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      throw Ending(errno == ENOENT ? .notFound : .refused, "cannot open '\(path)': \(systemReason(errno))")
    }
    return Descriptor(owning: number)
  }

  /// A pipe can be read once only.
  private static func seekable(_ source: consuming Descriptor) throws -> Descriptor {
    if lseek(source.number, 0, SEEK_CUR) >= 0 { return source }
    let copy = try BackupSource.temporary()
    do throws(SystemError) {
      try Transfer.writeAll(try Transfer.readAll(from: source.number), to: copy.number)
    } catch { throw unreadable(error) }
    lseek(copy.number, 0, SEEK_SET)
    return copy
  }

  static func unreadable(_ error: SystemError) -> Ending {
    Ending(.refused, "cannot read the file: \(systemReason(error.code))")
  }

  /// JSON lines begin with a brace, and YAML that people write with a word. A document of JSON in several lines is YAML,
  /// too.
  private static func isYAML(_ file: Int32, _ path: String) throws -> Bool {
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return true }
    if path.hasSuffix(".json") {
      var reader = LineReader(file)
      guard let line = try? reader.next() else { return false }
      return (try? JSON(parsing: line.bytes)) == nil
    }
    var start = [UInt8](repeating: 0, count: 512)
    let count = max(0, pread(file, &start, start.count, 0))
    let first = start.prefix(count).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return first != nil && first != UInt8(ascii: "{")
  }
}

// YAML.
extension RecordFile {
  /// Calls `body` with each record of a document: a mapping of lists, by what their records are.
  private static func each(
    _ root: YAMLNode?, _ name: String, _ body: (String, YAMLNode) throws -> Void
  ) throws {
    guard let root, !root.isNull else { return }
    guard let pairs = root.pairs else {
      throw Ending(.refused, "\(name):\(root.line): expected lists of records, such as 'organization:'")
    }
    for (key, value) in pairs {
      guard let kind = key.text else { throw Ending(.refused, "\(name):\(key.line): expected the name of an entity") }
      if value.isNull { continue }
      for item in value.items ?? [value] { try body(kind, item) }
    }
  }

  /// Texts stay texts, whatever they look like: the daemon knows the kinds of fields.
  private static func json(_ node: YAMLNode, _ name: String, depth: Int = 0) throws -> JSON {
    guard depth < 16 else { throw Ending(.refused, "\(name):\(node.line): too many lists within lists") }
    if node.isNull { return .null }
    if let text = node.text { return .string(text) }
    if let items = node.items { return .array(try items.map { try json($0, name, depth: depth + 1) }) }
    var object = JSON.Object()
    for (key, value) in node.pairs ?? [] {
      guard let member = key.text else { throw Ending(.refused, "\(name):\(key.line): expected 'field: value'") }
      guard object[member] == nil else { throw Ending(.refused, "\(name):\(key.line): '\(member)' is given twice") }
      let content = try json(value, name, depth: depth + 1)
      object = JSON.Object(object.members + [.init(member, content)])
    }
    return .object(object)
  }
}
