import Catalogue
import Glibc
import Linux
import Vocabulary

/// The lines of a file by their offsets. Most are read in the file's order, so that a part of it is kept.
struct ImportLines {
  private var part: [UInt8] = []
  /// Where the part begins in the file.
  private var start: Int64 = 0

  private static let stepBytes = 1 << 16

  /// The line that begins at the offset, without its end.
  /// - Throws: `invalid` if the file has become shorter.
  mutating func line(at offset: Int64, of file: SentFile) throws(Failure) -> [UInt8] {
    if offset < start || offset > start + Int64(part.count) { (part, start) = ([], offset) }
    var (place, searched) = (Int(offset - start), Int(offset - start))
    while true {
      if let end = part[searched...].firstIndex(of: 0x0A) { return Array(part[place..<end]) }
      part.removeSubrange(..<place)
      (start, place, searched) = (offset, 0, part.count)
      guard try fill(file) else {
        guard !part.isEmpty else { throw Failure(.invalid, "the file changed while it was imported") }
        return part
      }
    }
  }

  /// - Returns: whether the file has more.
  private mutating func fill(_ file: SentFile) throws(Failure) -> Bool {
    let old = part.count
    part.append(contentsOf: repeatElement(0, count: Self.stepBytes))
    let place = Int(start) + old
    let count = part.withUnsafeMutableBytes { room in
      retrying { pread(file.number, room.baseAddress.map { $0 + old }, Self.stepBytes, place) }
    }
    part.removeLast(Self.stepBytes - max(0, count))
    guard count >= 0, part.count <= ImportFile.lineBytesMax + Self.stepBytes else {
      throw Failure(.invalid, "the file changed while it was imported")
    }
    return count > 0
  }
}
