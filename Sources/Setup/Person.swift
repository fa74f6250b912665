import CLinux
import Catalogue
import Glibc
import Vocabulary

/// A user of this machine, and the groups that decide on its access to files.
struct Person: Hashable, Sendable {
  let name: String
  let uid: uid_t
  /// The primary group.
  let gid: gid_t
  /// All groups, with the primary one.
  var groups: [gid_t]

  /// Nil if there is no user of that name.
  init?(_ name: String) {
    guard let entry = Self.entry({ getpwnam_r(name, $0, $1, $2, $3) }) else { return nil }
    self = entry
  }

  init?(uid: uid_t) {
    guard let entry = Self.entry({ getpwuid_r(uid, $0, $1, $2, $3) }) else { return nil }
    self = entry
  }

  private init(_ entry: passwd) {
    (name, uid, gid) = (String(cString: entry.pw_name), entry.pw_uid, entry.pw_gid)
    var count: Int32 = 64
    var groups = [gid_t](repeating: 0, count: Int(count))
    if getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count) < 0 {
      groups = [gid_t](repeating: 0, count: Int(count))
      getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count)
    }
    self.groups = Array(groups.prefix(Int(count)))
  }

  private typealias Room = UnsafeMutablePointer<CChar>
  private typealias Lookup = (
    UnsafeMutablePointer<passwd>, Room, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
  ) -> Int32

  private static func entry(_ lookup: Lookup) -> Person? {
    var size = 4_096
    while true {
      let room = Room.allocate(capacity: size)
      defer { room.deallocate() }
      var (entry, found) = (passwd(), UnsafeMutablePointer<passwd>?.none)
      let code = lookup(&entry, room, size, &found)
      if code == 0 { return found == nil ? nil : Person(entry) }
      guard code == ERANGE, size < 1 << 24 else { return nil }
      size *= 4
    }
  }

  /// Runs `body` with this user's access to files (setfsuid(2)), if the process runs as root. Only this thread is
  /// affected, and only until `body` ends.
  func acting<Result: ~Copyable>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard geteuid() == 0 else { return try body() }
    let before = Self.groupsOfThisProcess
    guard linux_act_as(uid, gid, groups, Int32(groups.count)) == 0 else {
      throw Failure(.internal, "cannot act as the user '\(name)'")
    }
    defer { linux_act_as(0, getegid(), before, Int32(before.count)) }
    return try body()
  }

  /// Runs `body` with this user as the effective user of the thread, if the process runs as root: a server on a Unix
  /// socket then sees a connection of this user's (unix(7), SO_PEERCRED).
  func connecting<Result: ~Copyable>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard geteuid() == 0 else { return try body() }
    let (group, before) = (getegid(), Self.groupsOfThisProcess)
    // Also after a failure, which may have come half way.
    defer { linux_become(0, group, before, Int32(before.count)) }
    guard linux_become(uid, gid, groups, Int32(groups.count)) == 0 else {
      throw Failure(.internal, "cannot act as the user '\(name)'")
    }
    return try body()
  }

  private static var groupsOfThisProcess: [gid_t] {
    var groups = [gid_t](repeating: 0, count: max(0, Int(getgroups(0, nil))))
    let count = getgroups(Int32(groups.count), &groups)
    return Array(groups.prefix(max(0, Int(count))))
  }

  /// The name of a group, or its number if it has no name.
  static func groupName(_ gid: gid_t) -> String {
    var size = 4_096
    while size < 1 << 24 {
      let room = Room.allocate(capacity: size)
      defer { room.deallocate() }
      var (entry, found) = (group(), UnsafeMutablePointer<group>?.none)
      let code = getgrgid_r(gid, &entry, room, size, &found)
      if code == 0 { return found == nil ? String(gid) : String(cString: entry.gr_name) }
      guard code == ERANGE else { break }
      size *= 4
    }
    return String(gid)
  }
}
