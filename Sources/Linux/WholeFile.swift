import CLinux
import Glibc

/// A new file that gets its name only when it is whole and synced, of mode 0600: its name never stands for half a file. If it
/// is not published, nothing is left of it.
package struct WholeFile: ~Copyable {
  private let path: String
  private let file: Descriptor
  /// The name of the unfinished file, on a file system that knows no files without a name; nil otherwise.
  private let partial: String?

  package var number: Int32 { file.number }

  /// - Throws: if the file cannot be made in its folder.
  package init(at path: String) throws(SystemError) {
    self.path = path
    let folder = Self.folder(of: path)
    let nameless = linux_open_nameless(folder)
    guard nameless < 0 else {
      file = Descriptor(owning: nameless)
      partial = nil
      return
    }
    // Not every file system can make one (open(2), O_TMPFILE).
    guard nameless == -EOPNOTSUPP || nameless == -EISDIR else { throw SystemError("open", code: -nameless) }
    let named = try NamelessFile.makeNamed("\(path).part-XXXXXX")
    file = Descriptor(owning: named.file)
    partial = named.path
  }

  deinit { if let partial { unlink(partial) } }

  /// Syncs the file and gives it its name.
  /// - Parameters:
  ///   - other: another name in the same folder; nil for the one that it was made for.
  ///   - replaces: whether it takes the place of a file with that name.
  /// - Throws: EEXIST if there is such a file, and it may not be replaced.
  package func publish(as other: String? = nil, replaces: Bool) throws(SystemError) {
    let path = other ?? path
    guard fsync(file.number) == 0 else { throw SystemError("fsync") }
    if !replaces {
      try link(to: path)
    } else {
      let passing = path + ".part-\(UInt32.random(in: .min ... .max))"
      try link(to: passing)
      guard rename(passing, path) == 0 else {
        let error = SystemError("rename")
        unlink(passing)
        throw error
      }
    }
    let folder = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private func link(to name: String) throws(SystemError) {
    let source = partial ?? "/proc/self/fd/\(file.number)"
    guard linkat(AT_FDCWD, source, AT_FDCWD, name, partial == nil ? AT_SYMLINK_FOLLOW : 0) == 0 else {
      throw SystemError("linkat")
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
