/// The real databases in Tests/Data, made by the real servers.
package enum Sample: String, CaseIterable, Sendable {
  case early2 = "sample-2.0.0.sqlite"
  case sample2 = "sample-2.3.5.sqlite"
  case sample3 = "sample-3.11.1.sqlite"
  case sample4 = "sample-4.15.2.sqlite"
  case sample5 = "sample-5.0.3.sqlite"
  case imported2 = "imported-2.3.5.sqlite"
  case imported3 = "imported-3.11.1.sqlite"
  case imported4 = "imported-4.15.2.sqlite"
  case upgraded2to4 = "upgraded-2-to-4.sqlite"
  case upgraded3to4 = "upgraded-3-to-4.sqlite"
  /// What the server 5.0.3 made of the sample of 4.15.2 before its start failed.
  case upgraded4to5 = "upgraded-4-to-5.sqlite"
  case damaged = "damaged-4.15.2.sqlite"
  /// The sample of 4.15.2 after changes of vantage6-admin 0.1.0, whose audit log was of the first format.
  case audited1 = "audited-format-1.sqlite"

  /// Those that the real servers made, which nobody has adopted.
  package static let allCases: [Sample] = [
    .early2, .sample2, .sample3, .sample4, .sample5, .imported2, .imported3, .imported4, .upgraded2to4, .upgraded3to4,
    .upgraded4to5, .damaged,
  ]

  /// The file that the real server of that generation made: 2, 3, 5, else 4.
  package static func of(generation: Int) -> Sample {
    switch generation {
    case 2: .sample2
    case 3: .sample3
    case 5: .sample5
    default: .sample4
    }
  }

  /// The committed file itself: to be copied, never opened.
  package var committedPath: String { "\(Self.folder)/\(rawValue)" }

  /// The name of the dump of the same records and ids from a real server on PostgreSQL, where there is one.
  package var dump: String { rawValue.replacing(".sqlite", with: "") }

  /// Whether there is such a database on the engine that the tests run on.
  package var isThere: Bool {
    TestEngine.current == .sqlite || [.sample2, .sample3, .sample4, .sample5].contains(self)
  }

  /// Those of `allCases` that there are on the engine that the tests run on.
  package static let ofEngine = allCases.filter(\.isThere)

  /// The dump for psql of a database that a real server made on PostgreSQL: the same records and ids as in the file.
  /// - Parameter name: such as `sample-4.15.2`.
  static func dumpPath(_ name: String) -> String { "\(folder)/\(name).pgsql" }

  private static var folder: String {
    let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(here)/Data"
  }
}
