import Glibc

/// The engine on which the tests that are for every engine run, as the environment's ENGINE says.
package enum TestEngine: String, Sendable {
  case sqlite
  case postgresql

  package static let current: TestEngine =
    getenv("ENGINE").flatMap { TestEngine(rawValue: String(cString: $0)) } ?? .sqlite
}
