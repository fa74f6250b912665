package import Catalogue

extension DatabaseFile: AdoptedDatabase {
  package var name: String { path }
  package var engine: String { "SQLite" }

  package var notices: [String] {
    var notices: [String] = []
    if wasCreated { notices.append("made the database '\(path)'") }
    if let backup { notices.append("adopted '\(path)': a copy of it as it was is '\(backup)'") }
    return notices
  }

  package func warnings(_ layout: Layout) -> [String] { leftovers.warnings(layout) + ownWarnings }

  package var readsBlockWriters: Bool { journal == .rollback }

  package func session(
    _ role: SessionRole, _ catalogue: Catalogue, waits: Bool
  ) throws(Failure) -> any AdoptedSession {
    try FileSession(self, role, catalogue, waits: waits)
  }
}
