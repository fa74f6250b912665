import Catalogue
import Glibc
import Linux
import Vocabulary

/// A settings file, with a line `NAME=value` for each setting. A setting has its option's name in capitals:
/// `LOG_LEVEL=debug` for `--log-level debug`. Empty lines and lines that begin with `#` are ignored.
struct SettingsFile {
  let path: String
  /// The lines that are not ignored, numbered from 1.
  private let lines: [(number: Int, text: String)]

  /// Reads the file. A missing file has no settings.
  /// - Throws: if the file cannot be read or is too long.
  init(path: String) throws(UsageError) {
    self.path = path
    var lines: [(number: Int, text: String)] = []
    let settings = try Self.text(path).withoutByteOrderMark
    for (index, line) in settings.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let text = line.trimmingSpace
      if !text.isEmpty, text.first != "#" { lines.append((index + 1, String(text))) }
    }
    self.lines = lines
  }

  /// What the last line for a setting gives, whatever is wrong with other lines; nil without one.
  func value(of name: String) -> String? {
    lines.compactMap { Self.parts($0.text) }.last { $0.name == name }?.value
  }

  func apply(to options: inout Options) throws(UsageError) {
    for (number, text) in lines {
      do throws(UsageError) { try Self.apply(text, to: &options) } catch {
        throw UsageError("'\(path)', line \(number): \(error.message)")
      }
    }
  }

  private static func apply(_ line: String, to options: inout Options) throws(UsageError) {
    guard let (name, value) = parts(line) else {
      throw UsageError("expected NAME=value, got \(Discretion.quoted(line))")
    }
    guard let option = Option.all.first(where: { $0.settingName == name && $0.isSetting }) else {
      if Option.all.contains(where: { $0.settingName == name }) {
        throw UsageError("'\(name)' is not a setting: use the command line, or the units")
      }
      let names = Option.all.filter(\.isSetting).map(\.settingName)
      throw UsageError("unknown setting \(Discretion.quoted(name))\(NearMiss.question(name, among: names))")
    }
    try option.set(value, in: &options, as: "'\(name)'")
  }

  /// The name and the value of a line, without spaces and quotes around them; nil for a line without `=`.
  private static func parts(_ line: String) -> (name: String, value: String)? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    var value = line[line.index(after: equals)...].trimmingSpace
    if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote {
      value = value.dropFirst().dropLast()
    }
    return (String(line[..<equals].trimmingSpace), String(value))
  }

  private static func text(_ path: String) throws(UsageError) -> String {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    if number < 0, errno == ENOENT { return "" }
    if number < 0 { throw UsageError("cannot read the settings '\(path)': \(SystemError("open").reason)") }
    let file = Descriptor(owning: number)
    let bytes: [UInt8]
    do {
      bytes = try Transfer.readAll(from: file.number, atMost: bytesMax + 1)
    } catch { throw UsageError("cannot read the settings '\(path)': \(error.reason)") }
    guard bytes.count <= bytesMax else {
      throw UsageError("the settings '\(path)' are longer than \(bytesMax) bytes")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let bytesMax = 64 << 10
}

extension StringProtocol {
  fileprivate var trimmingSpace: Substring {
    let text = Substring(self).drop(while: \.isWhitespace)
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return text[...last]
  }
}
