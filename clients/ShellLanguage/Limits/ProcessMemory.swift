import Glibc
import Linux

/// The memory of this process.
package enum ProcessMemory {
  /// The resident bytes, from `/proc/self/statm` (proc(5)); 0 where it cannot be read.
  package static func residentBytes() -> Int {
    let fields = (try? SmallFile.text("/proc/self/statm", atMost: 128))?.split(separator: " ") ?? []
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
