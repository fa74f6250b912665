import Glibc
import Linux

/// `uuid`: `uuid1()` and `uuid4()`.
enum UUIDModule {
  static func make() -> Module {
    let uuid1 = NativeFunction("uuid1", [], "An identifier made of the time and random bits.") {
      (call) throws(ShellError) -> Value in .object(UUIDValue.ofTime())
    }
    let uuid4 = NativeFunction("uuid4", [], "A random identifier.") { (call) throws(ShellError) -> Value in
      .object(UUIDValue.random())
    }
    return Module("uuid", ["uuid1": uuid1.value(), "uuid4": uuid4.value()])
  }
}

/// A UUID (RFC 9562): sixteen bytes.
package final class UUIDValue: HostObject {
  package let bytes: [UInt8]

  init(_ bytes: [UInt8], version: UInt8) {
    var bytes = bytes
    bytes[6] = bytes[6] & 0x0F | version << 4
    bytes[8] = bytes[8] & 0x3F | 0x80
    self.bytes = bytes
  }

  /// Version 4.
  static func random() -> UUIDValue {
    var generator = SystemRandomNumberGenerator()
    return UUIDValue((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }, version: 4)
  }

  /// Version 1, with a random node instead of the machine's address, as section 5.1 allows.
  static func ofTime() -> UUIDValue {
    // Counted in 100 ns since 15 October 1582.
    let ticks = UInt64(wallNanoseconds() / 100) + 0x01B2_1DD2_1381_4000
    var bytes = random().bytes
    for (index, shift) in [24, 16, 8, 0, 40, 32, 56, 48].enumerated() {
      bytes[index] = UInt8(truncatingIfNeeded: ticks >> UInt64(shift))
    }
    bytes[10] |= 0x01
    return UUIDValue(bytes, version: 1)
  }

  package var hex: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  package var typeName: String { "UUID" }
  package var standsOnItsOwnLine: Bool { false }

  package func text() throws(ShellError) -> String {
    var text = ""
    for (index, digit) in hex.enumerated() {
      if [8, 12, 16, 20].contains(index) { text += "-" }
      text.append(digit)
    }
    return text
  }

  package func representation() throws(ShellError) -> String { "UUID('\(try text())')" }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    switch name {
    case "hex": .text(hex)
    case "version": .int(Int64(bytes[6] >> 4))
    default: nil
    }
  }

  package func attributeNames() -> [String] { ["hex", "version"] }

  package func equals(_ other: Value) throws(ShellError) -> Bool {
    if case .object(let object) = other, let uuid = object as? UUIDValue { return uuid.bytes == bytes }
    return false
  }

  package func hashKey() throws(ShellError) -> HashKey { .named(type: typeName, key: hex) }
}
