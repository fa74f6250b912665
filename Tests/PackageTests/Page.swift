import TestData

/// The source of a manual page.
struct Page {
  let path: String
  let text: String

  init(_ name: String) throws {
    path = "\(Programs.top)/docs/man/\(name)"
    text = String(decoding: try TemporaryFolder.bytes(of: path), as: UTF8.self)
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The lines of the literal displays, as they are rendered.
  var literals: [String] {
    var (isInside, literals) = (false, [String]())
    for line in lines {
      if line.hasPrefix(".Bd -literal") { isInside = true } else if line == ".Ed" { isInside = false }
      guard isInside, !line.hasPrefix(".") else { continue }
      literals.append(
        String(line).replacing("\\(aq", with: "'").replacing("\\-", with: "-").replacing("\\&", with: "")
          .replacing("\\e", with: "\\"))
    }
    return literals
  }

  private static let start = ".\\\" From the catalogue: "
  private static let end = ".\\\" to here.\n"

  /// What stands between the two comments; nil where they are not there.
  var generated: Range<String.Index>? {
    guard let start = text.firstRange(of: Self.start),
      let first = text[start.upperBound...].firstIndex(of: "\n"), let end = text.firstRange(of: Self.end)
    else { return nil }
    return text.index(after: first)..<end.lowerBound
  }
}
