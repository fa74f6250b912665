import Glibc

/// C's formats for floats, which round the exact value correctly, as Python's do.
enum CFormat {
  /// `number` in the style `e`, `f` or `g` (or its capital) with `precision` digits, as printf(3) writes it.
  static func text(_ number: Double, style: Character, precision: Int, keepsPoint: Bool = false) -> String {
    let format = "%\(keepsPoint ? "#" : "").*\(style)"
    return withVaList([Int32(clamping: precision), number]) { arguments in
      var buffer = [CChar](repeating: 0, count: precision + 340)
      let count = vsnprintf(&buffer, buffer.count, format, arguments)
      let bytes = buffer[..<max(0, min(Int(count), buffer.count - 1))].map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
