import JSON
import Linux
import ShellLanguage

extension RecordMethod {
  static let can = RecordMethod(
    "can", ["resource", "scope", "operation"], "Whether a rule or a role lets the user do something."
  ) { (user, call) throws(ShellError) -> Value in
    let id = try user.savedID()
    let answer = try user.database.link.read(
      "user.can",
      [
        "id": .integer(id), "resource": .string(try Arguments.text(call, 0)),
        "scope": .string(try Arguments.word(call, 1)), "operation": .string(try Arguments.word(call, 2)),
      ])
    return .bool(answer["can"]?.bool ?? false)
  }

  static let checkPassword = RecordMethod("check_password", ["pw"], "Whether that is the user's password.") {
    (user, call) throws(ShellError) -> Value in
    if case .text(let given)? = user.change("password") { return .bool(given == (try Arguments.text(call, 0))) }
    let answer = try user.database.link.read(
      "user.check_password", ["id": .integer(try user.savedID()), "password": .string(try Arguments.text(call, 0))])
    return .bool(answer["valid"]?.bool ?? false)
  }

  static let setPassword = RecordMethod("set_password", ["pw"], "Sets and saves a password; a weak one is refused.") {
    (user, call) throws(ShellError) -> Value in
    let params: JSON = [
      "id": .integer(try user.savedID()), "password": .string(try Arguments.text(call, 0)), "strict": true,
    ]
    do throws(ShellError) {
      _ = try user.database.change("user.set_password", params)
    } catch {
      var error = error
      if error.className == "ValueError" {
        error.hint = "'user.password = \"…\"' and 'user.save()' accept it anyway"
      }
      throw error
    }
    return .none
  }

  static let isBlocked = RecordMethod(
    "is_blocked", ["max_failed_attempts", "inactivation_in_minutes"],
    "Whether too many failed logins block the user, and for how many minutes more."
  ) { (user, call) throws(ShellError) -> Value in
    guard case .int(let max) = call.value(0), case .int(let minutes) = call.value(1) else {
      throw ShellError("TypeError", "is_blocked takes two numbers")
    }
    guard case .int(let failed)? = try user.attribute("failed_login_attempts"), failed >= max,
      let last = try user.attribute("last_login_attempt").flatMap(DateTime.from)
    else { return .tuple([.bool(false), .none]) }
    let left = last.microseconds + minutes * 60_000_000 - wallNanoseconds() / 1_000
    guard left > 0 else { return .tuple([.bool(false), .none]) }
    return .tuple([.bool(true), .int(left / 60_000_000 + 1)])
  }
}
