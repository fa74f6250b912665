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
      lines += try append(one.file.number, to: all.number)
    }
    return RecordFiles(all, sources)
  }

  private init(_ file: consuming Descriptor, _ sources: [(Int, RecordSource)]) {
    self.file = file
    self.sources = sources
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// - Returns: the number of lines.
  private static func append(_ source: Int32, to target: Int32) throws -> Int {
    var bytes: [UInt8]
    lseek(source, 0, SEEK_SET)
    do throws(SystemError) { bytes = try Transfer.readAll(from: source) } catch { throw RecordFile.unreadable(error) }
    if bytes.starts(with: byteOrderMark) { bytes.removeFirst(byteOrderMark.count) }
    if bytes.last.map({ $0 != 0x0A }) ?? false { bytes.append(0x0A) }
    do throws(SystemError) { try Transfer.writeAll(bytes, to: target) } catch {
      throw Ending(.refused, "the temporary file cannot be written: \(systemReason(error.code))")
    }
    return bytes.count { $0 == 0x0A }
  }

  /// `FILE:12: users[0].email: message`; the message alone where it is about no line.
  func text(_ error: JSON) -> String {
    let path = error["path"]?.string
    let hint = error["hint"]?.string.map { " (\($0))" } ?? ""
    let also = error["also"]?.integer.map { " (also in \(place(Int($0), nil)))" } ?? ""
    let start = error["line"]?.integer.map { place(Int($0), path) + ": " } ?? ""
    return start + (path.map { "\($0): " } ?? "") + (error["message"]?.string ?? "") + also + hint
  }

  private func place(_ line: Int, _ path: String?) -> String {
    guard let one = sources.last(where: { $0.before < line }) ?? sources.first else { return "line \(line)" }
    return one.source.place(line - one.before, path)
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
