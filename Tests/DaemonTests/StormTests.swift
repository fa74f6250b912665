import Glibc
import JSON
import Linux
import TestData
import Testing

@testable import Daemon

@Suite("A storm of hostile clients")
struct StormTests {
  private static let megabyte = 1 << 20

  /// A request of about a megabyte.
  private static func request(_ unit: String) -> [UInt8] {
    let units = Array(repeating: unit, count: (megabyte - 100) / (unit.utf8.count + 1))
    return Array(
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.ping\",\"params\":[\(units.joined(separator: ","))]}\n".utf8)
  }

  /// A client that sends without end what the daemon takes, again and again or once, and takes each answer.
  private struct Sender: ~Copyable {
    let client: Client
    let bytes: [UInt8]
    let isRepeated: Bool
    private var sent = 0

    init(_ path: String, _ bytes: [UInt8], isRepeated: Bool) throws {
      client = try Client(path)
      (self.bytes, self.isRepeated) = (bytes, isRepeated)
    }

    /// - Returns: false once the daemon has closed the connection.
    mutating func goOn() -> Bool {
      if sent == bytes.count, isRepeated { sent = 0 }
      if let count = try? client.trySend(bytes[sent...].prefix(StormTests.megabyte / 4)) { sent += count }
      var room = [UInt8](repeating: 0, count: 4_096)
      let count = recv(client.socket.number, &room, room.count, 0)
      return count > 0 || count < 0 && errno == EAGAIN
    }
  }

  @Test("does not take more than the budget, and pings are answered meanwhile")
  func storm() throws {
    let folder = try TemporaryFolder()
    var program = try RunningProgram(["--socket", folder.path(of: "s"), "--database", folder.path(of: "db")])
    try program.wait(for: ": ready")
    var other = try Client(folder.path(of: "s"))
    try other.send(World.call("rpc.ping", [:]))
    _ = try other.answer()
    let before = try Self.peakBytes(of: program.process)
    let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    let repeated = [
      Self.request(deep), Self.request("[]"), Self.request("\"\(String(repeating: "x", count: 1_000))\""),
    ]
    var senders = Queue<Sender>()
    for bytes in repeated {
      for _ in 0..<12 { senders.append(try Sender(folder.path(of: "s"), bytes, isRepeated: true)) }
    }
    for number in 0..<300 {
      let half = Array(repeated[2].prefix(Self.megabyte * (number + 1) / 301))
      senders.append(try Sender(folder.path(of: "s"), half, isRepeated: false))
    }
    for round in 0..<200 {
      for _ in 0..<senders.count {
        guard var sender = senders.popFirst() else { continue }
        if sender.goOn() { senders.append(sender) }
      }
      try other.send(World.call("rpc.ping", [:], id: round))
      #expect(try other.answer()["id"] == .integer(Int64(round)))
    }
    let most = try Self.peakBytes(of: program.process) - before
    #expect(most < 64 * Self.megabyte, "it took \(most / Self.megabyte) MB")
    try other.send(World.call("database.status", [:]))
    let memory = try other.answer()["result"]?["memory"]?["messages"]
    #expect(memory?["limit_bytes"] == .integer(Int64(64 * Self.megabyte)))
    #expect(memory?["most_bytes"]?.integer ?? .max <= 64 * Self.megabyte)
    #expect(memory?["used_bytes"]?.integer ?? 0 > 16 * Self.megabyte)
  }

  /// The most memory that a process had since its start.
  private static func peakBytes(of process: pid_t) throws -> Int {
    let status = String(decoding: try TemporaryFolder.bytes(of: "/proc/\(process)/status"), as: UTF8.self)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return try #require(Int(line.split(separator: " ").dropLast().last ?? "")) << 10
  }
}
