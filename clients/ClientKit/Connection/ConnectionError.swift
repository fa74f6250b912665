import Linux
import Vocabulary

/// Why there is no conversation with a daemon, or why it ended.
package enum ConnectionError: Error, Sendable, Hashable {
  /// Nothing is at that path.
  case absent(path: String)
  /// Something is there, and nobody listens.
  case refused(path: String)
  case notPermitted(path: String)
  /// A socket's address has room for so many bytes (unix(7)).
  case pathTooLong(path: String, bytesMax: Int)
  case system(path: String, errno: Int32)
  /// Silence for longer than the timeout.
  case timeout
  /// The daemon hung up.
  case closed
  /// It said something that is no JSON-RPC.
  case malformed(String)
  /// SIGINT or SIGTERM.
  case interrupted

  package var message: String {
    switch self {
    case .absent(let path): "vantage6-admin is not running: there is no socket at '\(Escape.controls(in: path))'"
    case .refused(let path): "vantage6-admin is not running: nothing listens at '\(Escape.controls(in: path))'"
    case .notPermitted(let path): "not permitted to connect to '\(Escape.controls(in: path))'"
    case .pathTooLong(let path, let max):
      "socket path '\(Escape.controls(in: path))' is too long: at most \(max) bytes, got \(path.utf8.count)"
    case .system(let path, let number):
      "cannot connect to '\(Escape.controls(in: path))': \(systemReason(number))"
    case .timeout: "no answer from vantage6-admin in time"
    case .closed: "vantage6-admin closed the connection before it answered"
    case .malformed(let reason): "the program at the socket does not speak the protocol of vantage6-admin: \(reason)"
    case .interrupted: "interrupted"
    }
  }

  package var hint: String? {
    switch self {
    case .absent(let path), .refused(let path):
      if let instance = Instance(socket: path) {
        "start it with 'systemctl start \(instance.unit)'"
      } else {
        "start it with 'vantage6-admin --socket \(Escape.controls(in: path)) --database FILE'"
      }
    case .notPermitted: "use sudo, or become a member of the group that owns the socket"
    case .timeout: "use --timeout SECONDS to wait longer"
    case .pathTooLong, .system, .closed, .malformed, .interrupted: nil
    }
  }
}
