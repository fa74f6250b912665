import ClientKit
import Glibc
import JSON
import Linux

/// Files of records as the daemon reads them, one after the other.
struct RecordFiles: ~Copyable {
  let file: Descriptor
  /// The sources, each with the number of lines before it.
  private let sources: [(before: Int, source: RecordSource)]

  /// - Parameter paths: `-` is standard input.
  /// - Throws: if one cannot be read, or is no YAML.
  static func read(_ paths: [String]) throws -> RecordFiles {
    guard paths.count != 1 else {
      let only = try RecordFile.read(paths[0])
      let source = only.source
      return RecordFiles(only.file, [(0, source)])
    }
    let all = try BackupSource.temporary()
    var (sources, lines): ([(Int, RecordSource)], Int) = ([], 0)
    for path in paths {
      let one = try RecordFile.read(path)
      sources.append((lines, one.source))
      lines += try append(one.file.number, one.source.name, to: all.number)
    }
    return RecordFiles(all, sources)
  }

  private init(_ file: consuming Descriptor, _ sources: [(Int, RecordSource)]) {
    self.file = file
    self.sources = sources
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// - Returns: the number of lines.
  private static func append(_ source: Int32, _ name: String, to target: Int32) throws -> Int {
    lseek(source, 0, SEEK_SET)
    var bytes = try RecordFile.read(source, name)
    if bytes.starts(with: byteOrderMark) { bytes.removeFirst(byteOrderMark.count) }
    if bytes.last.map({ $0 != 0x0A }) ?? false { bytes.append(0x0A) }
    do throws(SystemError) { try Transfer.writeAll(bytes, to: target) } catch {
      throw Ending(.refused, "the temporary file cannot be written: \(systemReason(error.code))")
    }
    return bytes.count { $0 == 0x0A }
  }
}

// Errors.
extension RecordFiles {
  /// Whether there are errors that the daemon does not see.
  var hasFlaws: Bool { sources.contains { !$0.source.flaws.isEmpty } }

  /// The errors of the files, by file and line, each with its place in the file itself: those of the documents, and the
  /// daemon's.
  func errors(with told: [JSON]) -> [JSON] {
    let own = sources.enumerated().flatMap { number, one in
      one.source.flaws.map { flaw in
        located(JSON.Object([.init("message", .string(flaw.message))]), (number, flaw.line))
      }
    }
    let theirs = told.map { error -> (JSON, place: (Int, Int)) in
      guard var row = error.object, let line = row["line"]?.integer else { return (error, (sources.count, 0)) }
      if let also = row["also"]?.integer {
        let (number, line) = place(Int(also), nil)
        row["also"] = .string("\(sources[number].source.name):\(line)")
      }
      return located(row, place(Int(line), row["path"]?.string))
    }
    return (own + theirs).enumerated()
      .sorted {
        ($0.element.place.0, $0.element.place.1, $0.offset) < ($1.element.place.0, $1.element.place.1, $1.offset)
      }
      .map(\.element.0)
  }

  private func located(_ row: JSON.Object, _ place: (Int, Int)) -> (JSON, place: (Int, Int)) {
    var row = row
    if sources.count > 1 { row["file"] = .string(sources[place.0].source.name) }
    row["line"] = .integer(Int64(place.1))
    return (.object(row), place)
  }

  /// The number of the source, and the line in it.
  private func place(_ line: Int, _ path: String?) -> (Int, Int) {
    let number = sources.lastIndex { $0.before < line } ?? 0
    return (number, sources[number].source.line(line - sources[number].before, path))
  }

  /// `FILE:12: users[0].email: message`; the message alone where it is about no line.
  func text(_ error: JSON) -> String {
    let name = error["file"]?.string ?? sources[0].source.name
    let start = error["line"]?.integer.map { "\(name):\($0): " } ?? ""
    let path = error["path"]?.string.map { "\($0): " } ?? ""
    let also = error["also"]?.string.map { " (also in \($0))" } ?? ""
    let hint = error["hint"]?.string.map { " (\($0))" } ?? ""
    return start + path + (error["message"]?.string ?? "") + also + hint
  }
}

// Folders.
extension RecordFiles {
  private static let endings = [".yaml", ".yml", ".jsonl", ".json"]

  /// The files at the paths: those of a folder in the order of their names, without those of folders within.
  /// - Throws: for a folder without any.
  static func files(at paths: [String]) throws -> [String] {
    guard paths.count(where: { $0 == "-" }) < 2 else { throw UsageError("standard input can be read only once") }
    return try paths.flatMap { path in
      var status = stat()
      guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
      let names = SmallFile.names(inFolder: path)
      guard !names.isEmpty else { throw Ending(.refused, "cannot read the folder '\(path)': \(systemReason(errno))") }
      let found = names.filter { name in !name.hasPrefix(".") && endings.contains { name.hasSuffix($0) } }
      guard !found.isEmpty else {
        throw Ending(
          .refused, "the folder '\(path)' has no files of records",
          hint: "their names end in \(endings.dropLast().joined(separator: ", ")) or \(endings.last ?? "")")
      }
      let folder = path.hasSuffix("/") ? path : path + "/"
      return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder + $0 }
    }
  }

  /// What people call the files: the last part of the only path, without the ending; nil where nothing names them.
  static func name(of paths: [String]) -> String? {
    guard paths.count == 1, var path = paths.first, path != "-" else { return nil }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    var name = path.split(separator: "/").last.map(String.init) ?? ""
    if [".", "..", ""].contains(name), let real = realpath(path, nil) {
      name = String(cString: real).split(separator: "/").last.map(String.init) ?? ""
      free(real)
    }
    if let ending = endings.first(where: { name.hasSuffix($0) && name.count > $0.count }) {
      name.removeLast(ending.count)
    }
    return name.isEmpty ? nil : name
  }
}
