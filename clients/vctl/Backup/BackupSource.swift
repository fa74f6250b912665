import ClientKit
import Glibc
import JSON
import Linux

/// A backup to read: the file itself, or what it holds if it is compressed.
struct BackupSource: ~Copyable {
  let file: Descriptor

  /// - Throws: if it cannot be opened or expanded.
  init(_ path: String, _ progress: ProgressBar?) throws {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      throw Ending(errno == ENOENT ? .notFound : .refused, "cannot open '\(path)': \(systemReason(errno))")
    }
    let file = Descriptor(owning: number)
    var status = stat()
    guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Ending(.refused, "'\(path)' is not a file")
    }
    var start = [UInt8](repeating: 0, count: Zstandard.magic.count)
    guard pread(number, &start, start.count, 0) == start.count, start == Zstandard.magic else {
      self.file = file
      return
    }
    let expanded = try Self.temporary()
    let total = Int64(status.st_size)
    defer { progress?.clear() }
    let target = Zstandard.Target(file: expanded.number) { Self.failure("written", $0) }
    try Zstandard.expand(number, to: target) { progress?.show("expanding the backup", $0, of: total) }
    self.file = expanded
  }

  /// An empty file without a name.
  static func temporary() throws -> Descriptor {
    do { return try NamelessFile.make(in: temporaryFolder) } catch { throw failure("made", error) }
  }

  private static var temporaryFolder: String { Terminal.environment("TMPDIR") ?? "/var/tmp" }

  private static func failure(_ what: String, _ error: SystemError) -> Ending {
    Ending(
      .refused, "no temporary file can be \(what) in '\(temporaryFolder)': \(systemReason(error.code))",
      hint: "TMPDIR names another folder")
  }
}

extension ProgressBar {
  /// Shows how far vctl itself is, in bytes.
  func show(_ stage: String, _ done: Int64, of total: Int64) {
    show(["stage": .string(stage), "done": .integer(done), "total": .integer(total), "unit": "bytes"])
  }
}
