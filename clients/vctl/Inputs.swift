import ClientKit
import Glibc

extension ValueSources {
  /// Files, standard input and the terminal.
  static func system() -> ValueSources {
    let taken = Taken()
    return ValueSources(
      file: { path throws(UsageError) in
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        guard let bytes = contents(descriptor) else { throw unreadable(path) }
        return bytes
      },
      standardInput: { name throws(UsageError) in
        if let before = taken.name {
          throw UsageError("stdin cannot be both '\(before)' and '\(name)': use @FILE for one of them")
        }
        taken.name = name
        guard let bytes = contents(0) else { throw unreadable("stdin") }
        return bytes
      },
      secret: { name, isNew throws(UsageError) in try ask(name, isNew: isNew) })
  }

  /// Who has read standard input.
  private final class Taken { var name: String? }

  private static func unreadable(_ path: String) -> UsageError {
    UsageError("cannot read '\(path)': \(systemReason(errno))")
  }

  private static func contents(_ descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &room, room.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes += room[..<count]
    }
  }

  private static func ask(_ name: String, isNew: Bool) throws(UsageError) -> String {
    guard Prompt.isPossible else {
      throw UsageError(
        "'\(name)' cannot be asked for: this is no terminal",
        hint: "\(name)=@- reads it from stdin, \(name)=@FILE from a file")
    }
    let (secret, again): (String, String)
    do throws(Prompt.Failure) {
      secret = try Prompt.secret("\(name): ")
      again = isNew ? try Prompt.secret("\(name) again: ") : secret
    } catch .interrupted {
      exit(ExitStatus.interrupted.rawValue)
    } catch {
      throw UsageError("'\(name)' was not given")
    }
    guard secret == again else { throw UsageError("the two were not the same: nothing was changed") }
    return secret
  }
}
