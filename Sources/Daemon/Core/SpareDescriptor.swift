import Glibc
import Linux

/// A descriptor held in reserve. When the process has none left, closing it frees the one that accepting and refusing a
/// connection needs.
enum SpareDescriptor {
  static func make() -> Descriptor? {
    let number = open("/dev/null", O_RDONLY | O_CLOEXEC)
    return number < 0 ? nil : Descriptor(owning: number)
  }
}
