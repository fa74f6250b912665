import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Vocabulary

/// Says in one sentence why a file is refused. Unlike an answer to a caller, it names the file, since the administrator
/// who started the daemon, or who sent a backup, reads it.
struct Refusal {
  /// The path as it was given.
  let name: String
  private let noun: String
  private let product: Product
  /// The path of a database; nil for a file without one, which was sent.
  private let path: String?
  /// What to do about a damaged file.
  private let recovery: String
  /// Reads the first bytes of the file.
  private let header: () -> [UInt8]?

  /// - Parameter path: of a database that SQLite has not opened yet: it may delete a journal.
  init(_ path: FilePath, _ product: Product) {
    (name, self.path, self.product, noun) = (path.given, path.resolved, product, "database")
    recovery = SideFiles(of: path.resolved).suspicion ?? "sqlite3's '.recover' saves what can be read"
    let resolved = path.resolved
    header = { try? SmallFile.bytes(resolved, atMost: Self.headerBytes) }
  }

  /// - Parameter descriptor: of a file that was sent.
  init(backup descriptor: Int32, named name: String, _ product: Product) {
    (self.name, path, self.product, noun) = (name, nil, product, "backup")
    recovery = "use another backup; sqlite3's '.recover' saves what can be read of this one"
    header = {
      let bytes = [UInt8](unsafeUninitializedCapacity: Self.headerBytes) { buffer, count in
        count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
      }
      return bytes
    }
  }

  private static let headerBytes = 20

  func failure(_ error: EngineError) -> Failure {
    let detail = error.description
    switch error.cause {
    case .busy:
      let holder = path.flatMap { LockHolder(of: $0)?.words } ?? "another process"
      return Failure(
        .busy, "the \(noun) '\(name)' is locked by \(holder): stop it, or try again when it is done",
        detail: detail)
    case .notADatabase where isNewer: return newer(detail)
    case .other where error.message.contains("unsupported file format"): return newer(detail)
    case .notADatabase: return FilePath.noDatabase(name, detail: detail)
    case .damaged: return damaged(error.message, detail: detail)
    case .readOnly:
      return Failure(.readOnly, "the \(noun) '\(name)' cannot be written: it is read-only", detail: detail)
    case .diskFull: return Failure(.internal, "no space is left for the \(noun) '\(name)'", detail: detail)
    case .cannotOpen:
      return Failure(.internal, "the \(noun) '\(name)' or its journal cannot be opened", detail: detail)
    case .inputOutput:
      return Failure(.internal, "the disk failed while the \(noun) '\(name)' was read or written", detail: detail)
    default: return Failure(.internal, "the \(noun) '\(name)' cannot be opened: \(error.message)", detail: detail)
    }
  }

  func damaged(_ how: String, detail: String? = nil) -> Failure {
    Failure(
      .invalid,
      "the \(noun) '\(name)' is damaged or was cut off (\(how))" + (path == nil ? "" : ": restore a backup"),
      hint: recovery, detail: detail)
  }

  private func newer(_ detail: String?) -> Failure {
    Failure(.invalid, "'\(name)' has a newer SQLite file format than this program can read", detail: detail)
  }

  /// Whether the header is SQLite's and has a later version for readers (sqlite.org/fileformat2.html, section 1.3). To
  /// be called only for a file that SQLite cannot read: closing this descriptor would drop SQLite's locks on a file.
  private var isNewer: Bool {
    guard let header = header(), header.count == Self.headerBytes else { return false }
    return header.starts(with: Array("SQLite format 3\0".utf8)) && header[19] > 2
  }
}

// Sound files that are no databases to open.
extension Refusal {
  /// Refuses a file that is no complete database of the product, or of a kind that is not supported.
  func check(_ layout: Layout) throws(Failure) { try product.check(layout, of: name) }
}
