import Glibc

/// A private folder that goes, with all that is in it, when the value ends.
package struct TemporaryFolder: ~Copyable {
  package let path: String

  package init() throws(TestDataError) {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/vantage6-admin-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestDataError("cannot make a folder in '\(base)'") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// The path of a file in the folder, which need not exist.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// Copies a real database into the folder, writable; answers the copy's path.
  package func copy(of sample: Sample, as name: String? = nil) throws(TestDataError) -> String {
    let copy = path(of: name ?? sample.rawValue)
    try Self.write(try Self.bytes(of: sample.committedPath), to: copy)
    return copy
  }

  /// The names of what is in the folder, sorted.
  package var names: [String] { Self.names(in: path).sorted() }

  package static func bytes(of path: String) throws(TestDataError) -> [UInt8] {
    guard let file = fopen(path, "re") else { throw TestDataError("cannot read '\(path)'") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return bytes
  }

  package static func write(_ bytes: [UInt8], to path: String) throws(TestDataError) {
    guard let file = fopen(path, "we") else { throw TestDataError("cannot write '\(path)'") }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw TestDataError("cannot write '\(path)'") }
  }

  /// The permissions of a file.
  package static func mode(of path: String) throws(TestDataError) -> UInt32 {
    var status = stat()
    guard stat(path, &status) == 0 else { throw TestDataError("there is no '\(path)'") }
    return status.st_mode & 0o777
  }

  package static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    chmod(path, 0o700)
    for name in names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}

package struct TestDataError: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
