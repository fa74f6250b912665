import JSON

/// What an administrator is told of a record that is allowed, and probably not meant. The last word is theirs.
package enum Advice: Sendable {
  /// The field or relation is null.
  case without(String, String)
  /// The record of the first relation is not in the to-many relation (the third) of the record of the second one.
  case outside(String, String, String, String)
  /// The secret breaks the rules that the real server's own `set_password` has.
  case weakPassword(String)
}

/// The rules of the real server for a new password.
package enum PasswordRules {
  /// What is wrong with it, a phrase each; empty for a good one.
  package static func complaints(_ password: String) -> [String] {
    var complaints: [String] = []
    if password.count < 8 { complaints.append("it has less than 8 characters") }
    if password.count > 128 { complaints.append("it has more than 128 characters") }
    if password.utf8.count > 72 { complaints.append("only its first 72 bytes count") }
    if !password.contains(where: \.isNumber) { complaints.append("it has no digit") }
    if !password.contains(where: \.isUppercase) { complaints.append("it has no upper-case letter") }
    if !password.contains(where: \.isLowercase) { complaints.append("it has no lower-case letter") }
    if password.allSatisfy({ $0.isLetter || $0.isNumber }) { complaints.append("it has no special character") }
    return complaints
  }
}

extension Parameter {
  /// What every method takes that changes a record and answers it.
  package static let answered = Parameter(
    "fields", .json,
    "Which fields to answer, across relations by dots; all by default. The etag, and a key that was made, come with them.",
    role: .fields)

  /// What every change takes.
  package static let cautions = [
    Parameter("dry_run", .boolean, "Do it all, answer what it did, and keep nothing.", default: false),
    Parameter("strict", .boolean, "Refuse what would only be warned of.", default: false),
    Parameter(
      "long", .boolean, "May take longer than two seconds, for which the real server has to wait.", default: false),
  ]
}
