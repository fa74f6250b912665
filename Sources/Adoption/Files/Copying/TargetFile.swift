import Catalogue
import Glibc
import Vocabulary

/// A file that a caller has opened for what is to be written.
enum TargetFile {
  /// - Parameters:
  ///   - noun: what is to be written, such as `backup`.
  ///   - hint: for what is no file.
  /// - Throws: `invalid` for what is no empty file that can be written and read.
  static func check(_ target: Int32, for noun: String, hint: String? = nil) throws(Failure) {
    var status = stat()
    guard fstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.invalid, "a \(noun) is written to a file, and this is none", hint: hint)
    }
    guard fcntl(target, F_GETFL) & O_ACCMODE == O_RDWR else {
      throw Failure(.invalid, "the \(noun) is read back: open its file for reading and writing")
    }
    guard status.st_size == 0 else {
      throw Failure(
        .invalid, "the file for the \(noun) is not empty", hint: "make a new one, and rename it afterwards")
    }
  }
}
