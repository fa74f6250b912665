import ClientKit
import Glibc
import Linux
import Shell
import ShellLanguage

/// The administrators' shell.
@main
struct VShell {
  static func main() {
    guard StandardDescriptors.hold() else { exit(ExitStatus.refused.rawValue) }
    // Whoever reads our output may go away: writing then fails, and that is no reason to die noisily.
    signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func run(_ words: [String]) -> Int32 {
    let settings: Settings
    do throws(UsageError) {
      settings = try Settings(words)
    } catch {
      Standard.complain("error: \(error.message)" + (error.hint.map { "\nhint: \($0)" } ?? ""))
      return ExitStatus.usage.rawValue
    }
    let printer = Printer()
    if settings.wantsHelp || settings.wantsVersion {
      printer.write(settings.wantsHelp ? Settings.help : "vshell \(Version.text)\n")
      return printer.status(.ok)
    }
    do {
      return try run(settings, printer)
    } catch let error as UsageError {
      Standard.complain("error: \(error.message)" + (error.hint.map { "\nhint: \($0)" } ?? ""))
      return ExitStatus.usage.rawValue
    } catch let error as ConnectionError {
      Standard.complain("error: \(error.message)" + (error.hint.map { "\nhint: \($0)" } ?? ""))
      return ExitStatus(error).rawValue
    } catch let error as ShellError {
      Standard.complain("error: \(error.message)")
      return ExitStatus.disconnected.rawValue
    } catch let error as Standard.Unreadable {
      Standard.complain("error: \(error.message)")
      return ExitStatus.usage.rawValue
    } catch {
      Standard.complain("error: \(error)")
      return ExitStatus.refused.rawValue
    }
  }

  private static func converse(_ settings: Settings, _ printer: Printer) throws -> Int32 {
    Interruption.watch()
    let link = try Link(path: settings.socket, isReadOnly: settings.isReadOnly)
    let shell = try Shell(
      link, columns: { Terminal.size(1).columns }, isInterrupted: { Interruption.isSeen },
      write: { printer.write($0) },
      note: { printer.note($0) })
    var prompt = Prompt(shell)
    return prompt.run()
  }

  private static func run(_ settings: Settings, _ printer: Printer) throws -> Int32 {
    if settings.statements == nil, settings.file == nil, Terminal.isTerminal(0), Terminal.isTerminal(1) {
      return try converse(settings, printer)
    }
    let source: String =
      switch (settings.statements, settings.file) {
      case (let statements?, _): statements
      case (nil, let file?): try Standard.read(file)
      case (nil, nil): try Standard.read(nil)
      }
    let link = try Link(path: settings.socket, isReadOnly: settings.isReadOnly)
    let columns = { Terminal.isTerminal(1) ? Terminal.size(1).columns : 80 }
    let shell = try Shell(link, columns: columns, write: { printer.write($0) }, note: { printer.note($0) })
    // In quotes stands what is given; that something of that name is looked at is no secret.
    if settings.statements != nil, shell.holdsSecret(source), source.contains(where: { "'\"".contains($0) }) {
      throw UsageError(
        "-c holds a secret: a value on the command line can be read by others and stays in the shell's history",
        hint: "give the statements in a file, or on stdin")
    }
    var script = Script()
    script.goesOnAfterErrors = settings.goesOnAfterErrors
    script.echoes = settings.echoes
    if Terminal.isTerminal(2) { script.columns = Terminal.size(2).columns }
    // What cannot be printed ends a script as an error does: statements that follow may depend on who reads it.
    let outcome = script.run(
      source, in: shell, while: { printer.failure == nil }, write: { printer.write($0) },
      complain: { Standard.complain($0) })
    switch outcome {
    case .well: return printer.status(.ok)
    case .failed: return printer.status(.refused)
    case .ended(let status): return printer.status(status)
    }
  }
}
