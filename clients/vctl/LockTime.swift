import ClientKit
import JSON

/// For how long a change kept other writers waiting, as the answer to a dry run tells it.
enum LockTime {
  /// Less is not worth a word.
  private static let shortestMilliseconds: Int64 = 1_000

  /// - Returns: nil where nobody would notice.
  static func sentence(_ answer: JSON) -> String? {
    guard let held = answer["held_ms"]?.integer, held >= shortestMilliseconds else { return nil }
    return "the vantage6 server will have to wait for about \(Quantity.microseconds(held * 1_000))"
  }
}
