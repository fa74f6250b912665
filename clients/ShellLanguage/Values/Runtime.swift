/// What runs the program, as functions and the host's objects see it: they are values, and stand below the interpreter.
package protocol Runtime: AnyObject {
  var budget: Budget { get }

  /// Takes what `print` says.
  var write: (String) -> Void { get }

  /// The names of the variables, sorted.
  var variableNames: [String] { get }

  /// Calls a value.
  ///
  /// - Throws: TypeError where it cannot be called, or takes other arguments; what the function throws.
  func call(_ value: Value, _ arguments: Arguments) throws(ShellError) -> Value

  /// `value.name`
  func attribute(_ name: String, of value: Value) throws(ShellError) -> Value

  /// The attributes of a value, sorted.
  func attributeNames(of value: Value) -> [String]

  /// What `help(value)` prints, and `help()` where there is no value.
  func help(about value: Value?) throws(ShellError) -> String
}
