import Catalogue

/// The rules of the real server for a new password.
enum PasswordRules {
  static let rule = FieldRule.judged { password in
    let complaints = complaints(password)
    return complaints.isEmpty ? nil : "is weak: " + complaints.joined(separator: ", ")
  }

  /// What is wrong with it, a phrase each; empty for a good one.
  private static func complaints(_ password: String) -> [String] {
    var complaints: [String] = []
    if password.count < 8 { complaints.append("it has fewer than 8 characters") }
    if password.count > 128 { complaints.append("it has more than 128 characters") }
    if password.utf8.count > 72 { complaints.append("only its first 72 bytes count") }
    if !password.contains(where: \.isNumber) { complaints.append("it has no digit") }
    if !password.contains(where: \.isUppercase) { complaints.append("it has no upper-case letter") }
    if !password.contains(where: \.isLowercase) { complaints.append("it has no lower-case letter") }
    if password.allSatisfy({ $0.isLetter || $0.isNumber }) { complaints.append("it has no special character") }
    return complaints
  }
}
