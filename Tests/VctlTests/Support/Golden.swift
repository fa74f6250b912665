import Glibc
import TestData
import Testing

/// Compares with a committed file; `UPDATE_GOLDEN=1` writes it.
func expectGolden(_ text: String, _ name: String, _ place: SourceLocation = #_sourceLocation) throws {
  let here = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
  let path = "\(here)/Golden/\(name)"
  if getenv("UPDATE_GOLDEN").map({ String(cString: $0) }) == "1" {
    try TemporaryFolder.write(Array(text.utf8), to: path)
    return
  }
  let golden = String(decoding: try TemporaryFolder.bytes(of: path), as: UTF8.self)
  #expect(text == golden, "\(name)", sourceLocation: place)
}
