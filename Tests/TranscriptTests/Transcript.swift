import TestData

/// A session at a terminal, as it was shown: what a person typed stands behind its prompts.
struct Transcript {
  struct Line: Hashable {
    let prompt: String
    let typed: String
  }

  /// A secret is typed where it is asked for, and never shown.
  static let secret = "Secret-1!"

  /// What was typed, in order.
  let lines: [Line]

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { Self.line(String($0)) }
  }

  private static func line(_ text: String) -> Line? {
    if let match = text.wholeMatch(of: #/([a-z ]*password(?: again)?:)/#) {
      return Line(prompt: match.output.1 + " ", typed: secret)
    }
    // A prompt with nothing behind it has lost its last blank.
    guard let match = text.wholeMatch(of: #/(\$|>|In \[\d+\]:| +\.\.\.:|.*\[y/N\])(?: (.*))?/#) else { return nil }
    return Line(prompt: match.output.1 + " ", typed: String(match.output.2 ?? ""))
  }

  /// The text with its moments, keys and folders replaced: they are others each time.
  static func lasting(_ text: String) -> String {
    text.replacing(#/\/[^ ]*vantage6-admin-test-[A-Za-z0-9]+\/s/#, with: "/run/vantage6-admin/admin.sock")
      .replacing(#/[0-9]{4}-[0-9]{2}-[0-9]{2}([ T])[0-9]{2}:[0-9]{2}:[0-9]{2}/#) { "2026-11-28\($0.output.1)09:30:00" }
      .replacing(#/09:30:00\.[0-9]{6}/#, with: "09:30:00.000000")
      .replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#, with: "5e55f0c0-1d3a-4c0f-9b53-0a6f4f1e2d7c")
  }
}
