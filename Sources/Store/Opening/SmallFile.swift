import Glibc

/// Reads a small file, or the start of a large one; nil when it cannot be read.
func bytes(ofFile path: String, atMost limit: Int) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: limit)
  var count = 0
  while count < limit {
    let more = bytes.withUnsafeMutableBytes { buffer in
      read(descriptor, buffer.baseAddress.map { $0 + count }, limit - count)
    }
    if more < 0 && errno == EINTR { continue }
    guard more >= 0 else { return nil }
    if more == 0 { break }
    count += more
  }
  return Array(bytes[..<count])
}

package func text(ofFile path: String, atMost limit: Int) -> String? {
  bytes(ofFile: path, atMost: limit).map { String(decoding: $0, as: UTF8.self) }
}

/// What is in a folder; nothing where it cannot be read.
package func names(inFolder folder: String) -> [String] {
  guard let entries = opendir(folder) else { return [] }
  defer { closedir(entries) }
  var names: [String] = []
  while let entry = readdir(entries) {
    names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
  }
  return names
}
