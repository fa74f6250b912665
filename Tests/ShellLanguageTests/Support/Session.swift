import ShellLanguage

/// An interpreter whose output is a text.
final class Session {
  private let output = Output()
  let interpreter: Interpreter

  private final class Output {
    var text = ""
  }

  init(
    limits: Limits = Limits(), isInterrupted: @escaping () -> Bool = { false }, memoryInUse: @escaping () -> Int = { 0 }
  ) {
    let budget = Budget(limits: limits, isInterrupted: isInterrupted, memoryInUse: memoryInUse)
    interpreter = Interpreter(.standard(), budget: budget) { [output] in output.text += $0 }
  }

  /// Runs a program; the answer is all that it printed and showed, with `!Class` for an error.
  func run(_ program: String, isDisplay: Bool = false) -> String {
    output.text = ""
    do throws(ShellError) {
      try interpreter.run(program) { [output, interpreter] (value) throws(ShellError) in
        let text =
          isDisplay ? try Display.text(of: value, interpreter.budget) : try interpreter.representation(of: value)
        output.text += text + "\n"
      }
    } catch {
      output.text += "!\(error.className)\n"
    }
    var text = output.text
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  /// The error of a program that must have one.
  func error(_ program: String) -> ShellError? {
    output.text = ""
    do throws(ShellError) {
      try interpreter.run(program) { (_) throws(ShellError) in }
      return nil
    } catch { return error }
  }
}
