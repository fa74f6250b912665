import Glibc
import TestData

/// The programs as they were built, and commands of the system.
enum Programs {
  /// Where the build puts them: beside the tests.
  static let folder: String = {
    var room = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &room, room.count)
    let path = String(decoding: room.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
  }()

  /// The top of the sources.
  static let top = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  struct Outcome {
    let status: Int32
    /// Standard output and error.
    let output: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Runs a command of the shell in the top folder.
  static func run(_ command: String) throws -> Outcome {
    guard let pipe = popen("cd '\(top)' && { \(command); } 2>&1 </dev/null", "re") else { throw Unable() }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&room, 1, room.count, pipe), count > 0 { bytes += room[..<count] }
    let status = pclose(pipe)
    return Outcome(status: (status >> 8) & 0xFF, output: String(decoding: bytes, as: UTF8.self))
  }

  static func areThere(_ names: String...) -> Bool {
    names.allSatisfy { (try? run("command -v \($0)"))?.status == 0 }
  }

  /// Whether this user may boot a system in a container, and this machine can.
  static let canBoot = (try? run("Tests/SystemdTests/Container/boot"))?.status == 0

  struct Unable: Error {}
}
