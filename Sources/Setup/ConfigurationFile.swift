import Catalogue
import Glibc
import Linux
import Vocabulary

/// Reads and writes whole configuration files.
enum ConfigurationFile {
  /// - Throws: `invalid` if the file cannot be read, or is far too large for a configuration.
  static func bytes(_ path: String) throws(Failure) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try SmallFile.bytes(path, atMost: bytesMax + 1)
    } catch { throw Failure(.invalid, "cannot read '\(path)': \(systemReason(error.code))") }
    guard bytes.count <= bytesMax else { throw Failure(.invalid, "'\(path)' is too large for a configuration") }
    return bytes
  }

  /// Replaces the file by one with the new text, in one step (rename(2)).
  static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws(Failure) {
    let temporary = "\(path).\(getpid())"
    do throws(SystemError) {
      let number = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
      if number < 0 { throw SystemError("open") }
      let file = Descriptor(owning: number)
      fchmod(file.number, mode)
      do throws(SystemError) {
        try Transfer.writeAll(text, to: file.number)
        guard fsync(file.number) == 0 else { throw SystemError("fsync") }
        guard rename(temporary, path) == 0 else { throw SystemError("rename") }
      } catch {
        unlink(temporary)
        throw error
      }
    } catch { throw Failure(.internal, "cannot write '\(path)': \(systemReason(error.code))") }
  }

  private static let bytesMax = 1 << 24
}
