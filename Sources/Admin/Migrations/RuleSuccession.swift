/// A rule of an older generation, and the rule of 4.x that allows the same (seen in the code of the servers 3.11.1 and
/// 4.15.2). In 4.x, `organization` means the tasks that the own organization started; before, it meant all tasks of the
/// organization's collaborations.
struct RuleSuccession: Sendable {
  let older: Seeds.Grant
  let newer: Seeds.Grant

  private init(_ older: Seeds.Grant, _ newer: Seeds.Grant) { (self.older, self.newer) = (older, newer) }

  /// To 4.x.
  static let all: [RuleSuccession] = zip(
    grants(
      """
      task: view organization, create organization, delete organization
      result: view global organization
      event: view organization collaboration global, create organization collaboration global
      """),
    grants(
      """
      task: view collaboration, create collaboration, delete collaboration
      run: view global collaboration
      event: receive organization collaboration global, send organization collaboration global
      """)
  ).map { RuleSuccession($0, $1) }

  /// Whether 4.x has the older rule, too, with another meaning.
  var isAmbiguous: Bool { Seeds.generation4.rules.contains { $0.grant == older } }

  /// The rule of 4.x that allows what a rule of an older generation allows.
  static func successor(of grant: Seeds.Grant) -> Seeds.Grant { all.first { $0.older == grant }?.newer ?? grant }
}
