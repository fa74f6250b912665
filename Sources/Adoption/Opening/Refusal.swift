import Catalogue
import Engine
import Glibc
import Linux
import SQLite
import Vocabulary

/// Says in one sentence why a file is refused. Unlike an answer to a caller, it names the file, since the administrator
/// who started the daemon reads it.
struct Refusal {
  /// The path as it was given.
  let name: String
  let path: String
  private let product: Product
  /// The side files before SQLite opened the database: SQLite may delete a journal.
  private let sideFiles: SideFiles

  init(_ path: FilePath, _ product: Product) {
    (name, self.path, self.product) = (path.given, path.resolved, product)
    sideFiles = SideFiles(of: path.resolved)
  }

  func failure(_ error: EngineError) -> Failure {
    let detail = error.description
    switch error.cause {
    case .busy:
      let holder = LockHolder(of: path)?.words ?? "another process"
      return Failure(
        .busy, "the database '\(name)' is locked by \(holder): stop it, or try again when it is done",
        detail: detail)
    case .notADatabase where isNewer: return newer(detail)
    case .other where error.message.contains("unsupported file format"): return newer(detail)
    case .notADatabase: return FilePath.noDatabase(name, detail: detail)
    case .damaged: return damaged(error.message, detail: detail)
    case .readOnly:
      return Failure(.readOnly, "the database '\(name)' cannot be written: it is read-only", detail: detail)
    case .diskFull: return Failure(.internal, "no space is left for the database '\(name)'", detail: detail)
    case .cannotOpen:
      return Failure(.internal, "the database '\(name)' or its journal cannot be opened", detail: detail)
    case .inputOutput:
      return Failure(.internal, "the disk failed while the database '\(name)' was read or written", detail: detail)
    default: return Failure(.internal, "the database '\(name)' cannot be opened: \(error.message)", detail: detail)
    }
  }

  func damaged(_ how: String, detail: String? = nil) -> Failure {
    Failure(
      .invalid, "the database '\(name)' is damaged or was cut off (\(how)): restore a backup",
      hint: sideFiles.suspicion ?? "sqlite3's '.recover' saves what can be read", detail: detail)
  }

  private func newer(_ detail: String?) -> Failure {
    Failure(.invalid, "'\(name)' has a newer SQLite file format than this program can read", detail: detail)
  }

  /// Whether the header is SQLite's and has a later version for readers (sqlite.org/fileformat2.html, section 1.3). To
  /// be called only for a file that SQLite cannot read: closing this descriptor would drop SQLite's locks on a file.
  private var isNewer: Bool {
    guard let header = try? SmallFile.bytes(path, atMost: 20), header.count == 20 else { return false }
    return header.starts(with: Array("SQLite format 3\0".utf8)) && header[19] > 2
  }
}

// Sound files that are no databases to open.
extension Refusal {
  /// Refuses a file that is no complete database of the product, or of a kind that is not supported.
  func check(_ layout: Layout) throws(Failure) {
    let missing = product.tables.filter { !layout.has($0, "id") }
    guard missing.count < product.tables.count else {
      throw Failure(.invalid, "'\(name)' is not a \(product.name) database: \(Self.found(layout))")
    }
    if let unsupported = product.unsupported.first(where: { $0.signs.contains { layout.has($0) } }) {
      throw Failure(.invalid, "'\(name)' is \(unsupported.words)")
    }
    let hasOne = product.oneOfTables.contains { layout.has($0) }
    if let table = missing.first ?? (hasOne ? nil : product.oneOfTables.first) {
      throw Failure(.invalid, "'\(name)' is not a complete \(product.name) database: it has no table '\(table)'")
    }
  }

  private static func found(_ layout: Layout) -> String {
    let names = layout.columns.keys.sorted()
    guard !names.isEmpty else { return "it has no tables" }
    let some = names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return "it has the table\(names.count == 1 ? "" : "s") \(some)"
      + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }
}
