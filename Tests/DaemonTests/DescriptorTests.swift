import Glibc
import JSON
import TestData
import Testing

@testable import Daemon

/// Descriptors 0, 1 and 2 that are closed when the program starts.
@Suite struct DescriptorTests {
  private static func target(_ process: pid_t, _ number: Int32) -> String? {
    var room = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/\(process)/fd/\(number)", &room, room.count)
    return count < 0 ? nil : String(decoding: room.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  @Test(
    "none of their numbers goes to a socket, the lock or the database",
    arguments: [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]] as [[Int32]])
  func daemon(closed: [Int32]) throws {
    let folder = try TemporaryFolder()
    let socket = folder.path(of: "s")
    let appearing = try FolderWatch(folder.path)
    let program = try RunningProgram(["--socket", socket, "--database", folder.path(of: "db")], closed: closed)
    try appearing.wait(for: "s")
    var client = try Client(socket)
    try client.send(World.create("A"))
    #expect(try client.answer()["result"] != nil)
    for number in closed { #expect(Self.target(program.process, number) == "/dev/null") }
    let others = (0...2 as ClosedRange<Int32>).compactMap { Self.target(program.process, $0) }
    #expect(others.count == 3 && !others.contains { $0.hasPrefix(folder.path) || $0.hasPrefix("socket:") })
  }

  @Test(
    "what is asked for and cannot be printed is a failure",
    arguments: [["--help"], ["--version"], ["setup", "--help"], ["release", "--help"]])
  func output(words: [String]) throws {
    var program = try RunningProgram(words, closed: [1])
    let outcome = try program.end()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("cannot write to standard output"), "\(outcome.errors)")
    var silent = try RunningProgram(words, closed: [1, 2])
    let status = try silent.end().status
    #expect(status == 1)
  }

  @Test("setup and release touch no file with such a number", arguments: [[0], [0, 1, 2]] as [[Int32]])
  func commands(closed: [Int32]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(of: .sample4, as: "db")
    let before = try TemporaryFolder.bytes(of: path)
    var release = try RunningProgram(["release", path, "--dry-run"], closed: closed)
    let status = try release.end().status
    #expect(status == (closed.contains(1) ? 1 : 0))
    let after = try TemporaryFolder.bytes(of: path)
    #expect(before == after)
  }
}
