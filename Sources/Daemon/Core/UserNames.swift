import Glibc
import Linux
import Synchronization

/// A cache of user names. A look-up may ask a directory over the network, so the loop only reads the cache.
final class UserNames: Sendable {
  /// The result of a look-up; the name is nil for a uid without one.
  struct Known: Sendable {
    let name: String?
    fileprivate let until: Int64
  }

  private let known = Mutex<[UInt32: Known]>([:])
  private static let keptNanoseconds: Int64 = 300_000_000_000
  private static let keptMax = 1_000

  /// The cached result; nil if the uid has to be looked up.
  func remembered(_ uid: UInt32) -> Known? {
    let now = monotonicNanoseconds()
    return known.withLock { known in known[uid].flatMap { $0.until > now ? $0 : nil } }
  }

  /// Looks a uid up in the system if the cache does not have it, which may take long.
  func lookUp(_ uid: UInt32) -> Known {
    if let known = remembered(uid) { return known }
    let found = Known(name: Self.systemName(uid), until: monotonicNanoseconds() + Self.keptNanoseconds)
    known.withLock { known in
      if known.count >= Self.keptMax { known.removeAll() }
      known[uid] = found
    }
    return found
  }

  private static func systemName(_ uid: UInt32) -> String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var size = 1 << 10
    while size <= 1 << 20 {
      let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: size)
      defer { buffer.deallocate() }
      guard let start = buffer.baseAddress else { return nil }
      if getpwuid_r(uid, &entry, start, size, &found) != ERANGE {
        return found == nil ? nil : String(cString: entry.pw_name)
      }
      size *= 4
    }
    return nil
  }
}
