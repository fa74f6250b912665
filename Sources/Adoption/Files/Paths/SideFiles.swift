import Glibc

/// The files that SQLite keeps beside a database (sqlite.org/tempfiles.html). They belong to one state of one file.
/// Beside another file, SQLite would use their pages for that file.
struct SideFiles {
  /// The paths of those that exist and are not empty.
  let names: [String]

  init(of path: String) {
    names = ["-wal", "-journal"].filter { end in
      var status = stat()
      return stat(path + end, &status) == 0 && status.st_size > 0
    }.map { path + $0 }
  }

  /// A hint for a database that is damaged; nil if there were no such files.
  var suspicion: String? {
    guard !names.isEmpty else { return nil }
    let list = names.map { "'\($0)'" }.joined(separator: " and ")
    return
      "beside it was \(list), which SQLite takes for its newest changes: if the file is a restored copy, that belongs "
      + "to the old file; remove it (and a file ending in '-shm'), and restore the copy again"
  }
}
