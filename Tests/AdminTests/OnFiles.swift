import TestData
import Testing

extension Trait where Self == ConditionTrait {
  /// The test runs only where databases are files, for that reason.
  static func onFiles(_ reason: Comment) -> ConditionTrait { .enabled(if: TestEngine.current == .sqlite, reason) }

  /// The test runs only where databases are on a server, for that reason.
  static func onServers(_ reason: Comment) -> ConditionTrait { .enabled(if: TestEngine.current == .postgresql, reason) }
}
