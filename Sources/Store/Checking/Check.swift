/// One thing that can be wrong with a database: what it is, what it causes, what mends it, and how it is found.
package struct Check: Sendable {
  package enum Severity: String, Sendable, CaseIterable {
    /// The server fails because of it, or somebody loses data or access.
    case error
    /// The server works, but not as the administrator expects.
    case warning
    /// Worth knowing.
    case note
  }

  package let name: String
  package let severity: Severity
  /// What is wrong, in the plural.
  package let finds: String
  package let causes: String
  /// What somebody can do by hand.
  package let remedy: String
  let probe: Probe
  package let repair: Repair

  package init(
    _ name: String, _ severity: Severity, finds: String, causes: String, remedy: String, _ probe: Probe,
    repair: Repair = .none
  ) {
    (self.name, self.severity, self.finds, self.causes) = (name, severity, finds, causes)
    (self.remedy, self.probe, self.repair) = (remedy, probe, repair)
  }
}
