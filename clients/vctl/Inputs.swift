import ClientKit
import Glibc
import Linux

extension ValueSources {
  /// Files, standard input and the terminal.
  static func system() -> ValueSources {
    let taken = Taken()
    return ValueSources(
      file: { path throws(UsageError) in
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw unreadable(path, SystemError("open")) }
        let file = Descriptor(owning: number)
        do throws(SystemError) { return try Transfer.readAll(from: file.number) } catch {
          throw unreadable(path, error)
        }
      },
      standardInput: { name throws(UsageError) in
        if let before = taken.name {
          throw UsageError("stdin cannot be both '\(before)' and '\(name)': use @FILE for one of them")
        }
        taken.name = name
        do throws(SystemError) { return try Transfer.readAll(from: 0) } catch { throw unreadable("stdin", error) }
      },
      secret: { name, isNew throws(UsageError) in try ask(name, isNew: isNew) })
  }

  /// Who has read standard input.
  private final class Taken { var name: String? }

  private static func unreadable(_ path: String, _ error: SystemError) -> UsageError {
    UsageError("cannot read '\(path)': \(systemReason(error.code))")
  }

  private static func ask(_ name: String, isNew: Bool) throws(UsageError) -> String {
    guard Prompt.isPossible else {
      throw UsageError(
        "'\(name)' cannot be asked for: this is not a terminal",
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
    guard secret == again else { throw UsageError("the two inputs differ: nothing was changed") }
    return secret
  }
}
