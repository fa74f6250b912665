import ClientKit
import Glibc
import JSON
import Linux

/// The file for new secrets. It is made before the call, so that no key is lost to a wrong name.
struct SecretsFile: ~Copyable {
  private let path: String
  private let file: WholeFile

  init(_ path: String) throws {
    self.path = path
    guard access(path, F_OK) != 0 else {
      throw Ending(.conflict, "'\(path)' exists already", hint: "give the name of a new file")
    }
    do throws(SystemError) { file = try WholeFile(at: path) } catch { throw Self.failure(path, error) }
  }

  private static func failure(_ path: String, _ error: SystemError) -> Ending {
    Ending(.refused, "cannot write '\(path)': \(systemReason(error.code))")
  }

  func publish(_ secrets: NewSecrets) throws {
    guard !secrets.isEmpty else { return }
    do throws(SystemError) {
      try Transfer.writeAll(secrets.csv, to: file.number)
      try file.publish(replaces: false)
    } catch { throw Self.failure(path, error) }
  }
}
