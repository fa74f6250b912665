import ClientKit
import Glibc
import JSON
import Linux
import Vocabulary

/// A file of records as the daemon reads it, a JSON object per line.
struct RecordFile: ~Copyable {
  let file: Descriptor
  let source: RecordSource

  /// - Parameter path: `-` is standard input.
  /// - Throws: if the file cannot be read, has no records, or is no YAML.
  static func read(_ path: String) throws -> RecordFile {
    let name = path == "-" ? "standard input" : path
    let source = try seekable(open(path), name)
    switch try form(source.number, path, name) {
    case .lines: return RecordFile(source, RecordSource(name: name, document: nil))
    case .yaml:
      let document = try RecordDocument(read(source.number, name), name)
      return RecordFile(try temporary(with: document.lines), RecordSource(name: name, document: document))
    }
  }

  private init(_ file: consuming Descriptor, _ source: RecordSource) {
    self.file = file
    self.source = source
  }

  private static func open(_ path: String) throws -> Descriptor {
    let number = path == "-" ? fcntl(0, F_DUPFD_CLOEXEC, 3) : Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      throw Ending(errno == ENOENT ? .notFound : .refused, "cannot open '\(path)': \(systemReason(errno))")
    }
    return Descriptor(owning: number)
  }

  /// A pipe can be read once only.
  private static func seekable(_ source: consuming Descriptor, _ name: String) throws -> Descriptor {
    if lseek(source.number, 0, SEEK_CUR) >= 0 { return source }
    let copy = try temporary(with: try read(source.number, name))
    lseek(copy.number, 0, SEEK_SET)
    return copy
  }

  private static func temporary(with bytes: [UInt8]) throws -> Descriptor {
    let copy = try BackupSource.temporary()
    do throws(SystemError) { try Transfer.writeAll(bytes, to: copy.number) } catch {
      throw Ending(.refused, "the temporary file cannot be written: \(systemReason(error.code))")
    }
    return copy
  }

  static func read(_ file: Int32, _ name: String) throws -> [UInt8] {
    do throws(SystemError) { return try Transfer.readAll(from: file) } catch {
      throw Ending(.refused, "cannot read '\(name)': \(systemReason(error.code))")
    }
  }
}

// What the file is.
extension RecordFile {
  private enum Form { case lines, yaml }

  private static let startBytes = 1 << 16

  private static func form(_ file: Int32, _ path: String, _ name: String) throws -> Form {
    var start = [UInt8](repeating: 0, count: startBytes)
    let count = pread(file, &start, start.count, 0)
    guard count >= 0 else { throw Ending(.refused, "cannot read '\(name)': \(systemReason(errno))") }
    start.removeLast(start.count - count)
    let isUTF16 = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
    guard isUTF16 || !start.contains(0) else {
      throw Ending(.refused, "'\(name)' is no text: expected YAML, or a JSON object per line")
    }
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return .yaml }
    let text = start.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
    // JSON lines begin with a brace, and YAML that people write with a word. JSON over several lines is YAML, too.
    guard text.first == UInt8(ascii: "{") else {
      if text.isEmpty, count < startBytes { throw RecordDocument.empty(name) }
      return .yaml
    }
    guard !path.hasSuffix(".jsonl"), let end = text.firstIndex(of: 0x0A) else { return .lines }
    let last = text[..<end].last { ![0x20, 0x09, 0x0D].contains($0) }
    return last == UInt8(ascii: "}") ? .lines : .yaml
  }
}
