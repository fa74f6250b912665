import JSON
import Vocabulary

/// A warning about a record that is allowed but probably not intended. The administrator decides. In generations whose
/// server cannot handle such a record, the call is refused instead.
package struct Advice: Sendable, Forced {
  package enum Rule: Sendable {
    /// The field or relation should not be null.
    case without(String)
    /// Each record that the first path leads to should be one of those that the second path leads to. The rule does not
    /// apply if the end of a path is not reached, since a relation on the way is null.
    case within([String], [String])
    /// No other record should have the same values of all of these.
    case alone([String], countsNulls: Bool)
  }

  package let rule: Rule
  /// `%` stands for the names of the records that the advice is about.
  package let sentence: String
  package var force = Force()

  private init(_ rule: Rule, _ sentence: String) { (self.rule, self.sentence) = (rule, sentence) }

  package static func without(_ member: String, _ sentence: String) -> Advice { Advice(.without(member), sentence) }

  /// - Parameters:
  ///   - path: names of relations, joined by dots. `%` in the sentence stands for the records that its first step leads
  ///     to.
  ///   - others: another such path from the same record.
  package static func within(_ path: String, _ others: String, _ sentence: String) -> Advice {
    func steps(_ path: String) -> [String] { path.split(separator: ".").map { String($0) } }
    return Advice(.within(steps(path), steps(others)), sentence)
  }

  /// - Parameter countsNulls: whether two nulls are the same value.
  package static func alone(_ members: [String], countsNulls: Bool = false, _ sentence: String) -> Advice {
    Advice(.alone(members, countsNulls: countsNulls), sentence)
  }
}

extension Parameter {
  /// The parameter of every method that changes a record and returns it.
  package static let answered = Parameter(
    "fields", .json,
    "Which fields to answer, across relations by dots; all by default. The etag and a new API key are always answered.",
    role: .fields)

  package static let dryRun = Parameter(
    dryRunName, .boolean, "Answer what would change, and change nothing.", default: false)

  /// The parameters of every change.
  package static let cautions = [
    dryRun,
    Parameter(strictName, .boolean, "Refuse what otherwise only causes a warning.", default: false, errors: [.invalid]),
    Parameter(
      longName, .boolean, "Let it take longer than two seconds, while the vantage6 server waits.", default: false),
    accept,
  ]

  package static let dryRunName = "dry_run"
  package static let strictName = "strict"
  package static let longName = "long"
  /// The name of the parameter that accepts consequences.
  package static let acceptName = "accept"

  private static let accept = Parameter(
    acceptName, .json,
    "Words for consequences to accept: a change with such a consequence is refused otherwise, and "
      + "the error names the word.", role: .words)
}
