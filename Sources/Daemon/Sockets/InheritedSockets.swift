import CLinux
import CSystemd
import Glibc
import Linux

/// The listening sockets that the service manager passed, as sd_listen_fds_with_names(3) describes.
package enum InheritedSockets {
  /// Whether the socket of that name refuses changes. The name is the socket's `FileDescriptorName=`, or the name of
  /// its unit or file.
  /// - Returns: nil for an unknown name.
  static func isReadOnly(name: String) -> Bool? {
    switch name {
    case "rw", "admin.sock", "vantage6-admin.socket": false
    case "ro", "admin-ro.sock", "vantage6-admin-ro.socket": true
    // systemd-socket-activate(1) and old managers give no name.
    case "unknown", "stored", "": false
    default: nil
    }
  }

  /// Takes over all passed sockets. It unsets the variables that announce them, so that child processes do not use
  /// them.
  /// - Throws: for a socket that is no listening Unix stream socket, or that has an unknown name.
  package static func take() throws(StartFailure) -> Listeners {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(1, &names)
    if count < 0 {
      throw StartFailure("the service manager's sockets cannot be taken: \(SystemError.reason(-count))")
    }
    defer {
      for index in 0..<Int(count) { free(names?[index]) }
      free(names)
    }
    var listeners = Listeners()
    for index in 0..<Int(count) {
      let descriptor = Descriptor(owning: 3 + Int32(index))
      let name = names?[index].map { String(cString: $0) } ?? ""
      guard sd_is_socket_unix(descriptor.number, linux_stream, 1, nil, 0) > 0 else {
        throw StartFailure("the service manager passed '\(name)', which is not a listening Unix stream socket")
      }
      guard let isReadOnly = isReadOnly(name: name) else {
        throw StartFailure("the service manager passed a socket named '\(name)': expected 'rw' or 'ro'")
      }
      let flags = fcntl(descriptor.number, F_GETFL)
      _ = fcntl(descriptor.number, F_SETFL, flags | O_NONBLOCK)
      listeners.append(Listener(inherited: descriptor, isReadOnly: isReadOnly))
    }
    return listeners
  }
}
