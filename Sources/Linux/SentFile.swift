import CLinux
import Glibc

/// An open file that came over a Unix socket (SCM_RIGHTS of unix(7)). It is closed with the last reference.
package final class SentFile: Sendable {
  private let descriptor: Descriptor

  package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

  package var number: Int32 { descriptor.number }

  /// Receives bytes from a socket, with the files that came with them.
  /// - Returns: the number of bytes, and 0 at the end of the stream; or -errno.
  package static func receive(
    from socket: Int32, into room: UnsafeMutableRawBufferPointer, _ files: inout [SentFile]
  ) -> Int {
    var numbers: (Int32, Int32, Int32, Int32) = (-1, -1, -1, -1)
    var count: Int32 = 0
    let received = withUnsafeMutableBytes(of: &numbers) { numbers in
      linux_receive(socket, room.baseAddress, room.count, numbers.bindMemory(to: Int32.self).baseAddress, &count)
    }
    guard count > 0 else { return received }
    let all = [numbers.0, numbers.1, numbers.2, numbers.3]
    files += all.prefix(Int(count)).map { SentFile(Descriptor(owning: $0)) }
    return received
  }

  /// Sends bytes without waiting, and the file with the first of them.
  /// - Returns: the number of bytes; or -errno. The file was sent if at least one byte was.
  package static func send(_ file: Int32, with bytes: UnsafeRawBufferPointer, to socket: Int32) -> Int {
    linux_send_descriptor(socket, bytes.baseAddress, bytes.count, file)
  }
}
