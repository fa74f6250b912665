import TestData

/// A section of the README as commands and what they print: the text between its fences.
struct Guide {
  /// A command as it is typed, and what it prints; a line of `…` stands for lines that are left out.
  struct Step {
    let command: String
    let shown: [String]
    /// The first line of `shown` in the file, from 0.
    let place: Int
  }

  let lines: [String]
  /// What stands behind `$`, in order.
  private(set) var steps: [Step] = []
  /// The session of the interactive shell.
  private(set) var session: [String] = []

  init(_ text: String, section: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var (isInside, isFenced) = (false, false)
    var command: (text: String, place: Int)?
    for (place, line) in (lines + ["## "]).enumerated() {
      let isFence = line.hasPrefix("```")
      if let begun = command, isFence || line.hasPrefix("$ ") || line.hasPrefix("## ") {
        steps.append(Step(command: begun.text, shown: Array(lines[begun.place..<place]), place: begun.place))
        command = nil
      }
      if line.hasPrefix("## ") { isInside = line == "## \(section)" }
      if isFence { isFenced.toggle() }
      guard isInside, isFenced, !isFence else { continue }
      if line.hasPrefix("$ ") { command = (String(line.dropFirst(2)), place + 1) }
      if line.hasPrefix("In [") || line.hasPrefix("Out[") { session.append(line) }
    }
  }

  /// Whether the lines are what is shown; `…` stands for any number of them.
  static func matches(_ shown: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
    guard let first = shown.first else { return lines.isEmpty }
    guard first == "…" else {
      guard let line = lines.first, alike(first) == alike(line) else { return false }
      return matches(shown.dropFirst(), lines.dropFirst())
    }
    return (lines.startIndex...lines.endIndex).contains { matches(shown.dropFirst(), lines[$0...]) }
  }

  /// A line with its moments and keys taken out: they are others each time.
  private static func alike(_ line: String) -> String {
    line.replacing(#/[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z/#, with: "MOMENT")
      .replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#, with: "KEY")
  }
}
