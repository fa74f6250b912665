/// What mends the damage that a check finds.
package struct Repair: Sendable {
  /// The method whose changes are repairs.
  package static let method = "database.repair"

  /// What is done without a question, since nothing of use is lost; nil if every row needs a decision.
  package let safe: Mend?
  /// What somebody can decide for the rows that are left then.
  package let choices: [Choice]

  package struct Choice: Sendable {
    package let name: String
    package let mend: Mend

    package init(_ name: String, _ mend: Mend) { (self.name, self.mend) = (name, mend) }
  }

  /// Nothing that the daemon could do: the check's remedy says what somebody can.
  package static let none = Repair(safe: nil, choices: [])

  package static func safe(_ mend: Mend, else choices: Choice...) -> Repair { Repair(safe: mend, choices: choices) }

  package static func decided(_ choices: Choice...) -> Repair { Repair(safe: nil, choices: choices) }
}
