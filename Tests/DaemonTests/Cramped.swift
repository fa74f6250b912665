import Glibc
import SQLite
import TestData

@testable import Daemon

/// The real daemon on a database of a known size, with a small disk in a folder of its own, and vctl beside it.
struct Cramped: ~Copyable {
  enum Place { case onDisk, elsewhere }

  private let folder: TemporaryFolder
  private let program: RunningProgram
  /// The small disk, as other processes reach it.
  let disk: String
  let database: String
  let backup: String

  /// - Parameters:
  ///   - kilobytes: about how large the database is.
  ///   - place: whether the database is on the disk; the backup never is.
  ///   - setting: a command of the shell before the daemon.
  init(
    _ sample: Sample, kilobytes: Int, _ place: Place, isLogged: Bool, setting: String = ":"
  ) throws {
    let folder = try TemporaryFolder()
    let (path, disk) = (try folder.copy(of: sample, as: "db"), folder.path(of: "disk"))
    mkdir(disk, 0o700)
    try Self.adopt(path, in: folder, isLogged: isLogged)
    try Self.fill(path, kilobytes)
    var program = try RunningProgram(
      ["--socket", folder.path(of: "s"), "--database", place == .onDisk ? disk + "/db" : path],
      environment: ["PATH": "/bin:/usr/bin"], smallDisk: disk, file: place == .onDisk ? path : nil, setting: setting)
    try program.wait(for: ": ready")
    self.disk = "/proc/\(program.process)/root\(disk)"
    database = place == .onDisk ? self.disk + "/db" : path
    backup = folder.path(of: "backup")
    self.folder = folder
    self.program = program
  }

  /// Has the daemon add its tables, which it copies the file for, where there is room for a copy.
  private static func adopt(_ path: String, in folder: borrowing TemporaryFolder, isLogged: Bool) throws {
    var program = try RunningProgram(
      ["--socket", folder.path(of: "s"), "--database", path, "--journal", isLogged ? "wal" : "keep"])
    try program.wait(for: ": ready")
    program.signal(SIGTERM)
    guard try program.end().status == 0 else { throw RunningProgram.Unable(message: "it did not end well") }
    unlink(path + ".before-vantage6-admin")
  }

  /// Adds results, in all versions' table of them.
  private static func fill(_ path: String, _ kilobytes: Int) throws {
    let connection = try Connection(path: path, access: .readWrite)
    let table = try connection.tables().keys.contains("run") ? "run" : "result"
    try connection.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(kilobytes)) "
        + "INSERT INTO \(table) (result) SELECT hex(zeroblob(480)) FROM n")
  }

  /// - Returns: the exit status, and what it wrote to its standard error.
  func vctl(_ words: [String], setting: String = ":") throws -> (status: Int32, errors: String) {
    var vctl = try RunningProgram(
      words + ["--socket", folder.path(of: "s")], setting: "exec >/dev/null; \(setting)", name: "vctl")
    return try vctl.end()
  }

  /// Does what needs room, and expects that it is refused and that everything is as before.
  /// - Returns: what was said, with short names for the paths.
  func refusal(_ words: [String], setting: String = ":") throws -> String {
    let before = try state()
    let outcome = try vctl(words, setting: setting)
    let after = try state()
    guard outcome.status == 1, before == after else {
      throw RunningProgram.Unable(message: "\(outcome), \(before.files) and then \(after.files)")
    }
    let inside = folder.path(of: "disk")
    return outcome.errors.replacing(disk, with: "DISK").replacing(inside, with: "DISK").replacing(
      folder.path, with: "FOLDER")
  }

  private struct State: Equatable {
    let rows: [String]
    let files: [String]
    let namelessBytes: Int64
  }

  private func state() throws -> State {
    State(
      rows: try rows(), files: TemporaryFolder.names(in: disk).sorted() + folder.names, namelessBytes: namelessBytes)
  }

  /// All rows, out of a copy: SQLite follows the link to the disk, which leads nowhere outside of the daemon's namespace.
  private func rows() throws -> [String] {
    let copy = try TemporaryFolder()
    for side in ["", "-wal"] where access(database + side, F_OK) == 0 {
      try TemporaryFolder.write(try TemporaryFolder.bytes(of: database + side), to: copy.path(of: "db" + side))
    }
    let connection = try Connection(path: copy.path(of: "db"), access: .readWrite)
    var rows: [String] = []
    for table in try connection.tables().keys.sorted() {
      rows += try connection.rows("SELECT * FROM \"\(table)\"").map { "\(table) \($0)" }
    }
    return rows
  }

  /// What the files on the disk take that have no name.
  private var namelessBytes: Int64 {
    var space = statvfs()
    statvfs(disk, &space)
    let used = Int64(space.f_blocks - space.f_bfree) * Int64(space.f_frsize)
    return TemporaryFolder.names(in: disk).reduce(used) { left, name in
      var status = stat()
      stat("\(disk)/\(name)", &status)
      return left - Int64(status.st_blocks) * 512
    }
  }
}
