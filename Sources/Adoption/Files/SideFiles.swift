import Glibc

/// The files that SQLite keeps beside a database (sqlite.org/tempfiles.html). They belong to one state of one file: beside
/// another one, SQLite takes their pages for its own.
struct SideFiles {
  /// What is there and holds something, by its name.
  let names: [String]

  init(of path: String) {
    names = ["-wal", "-journal"].filter { end in
      var status = stat()
      return stat(path + end, &status) == 0 && status.st_size > 0
    }.map { path + $0 }
  }

  /// Words for a file that turned out to be damaged; nil where nothing was beside it.
  var suspicion: String? {
    guard !names.isEmpty else { return nil }
    let list = names.map { "'\($0)'" }.joined(separator: " and ")
    return
      "beside it was \(list), which SQLite takes for its newest changes: if the file is a restored copy, that belongs "
      + "to the one before; remove it (and a file ending in '-shm'), and restore the copy once more"
  }
}
