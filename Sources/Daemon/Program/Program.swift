import Admin
import CLinux
import Catalogue
import Glibc
import Linux
import PostgreSQL

/// The program `vantage6-admin`, from its command line to its exit status.
package enum Program {
  /// - Parameter arguments: without the program's name.
  /// - Returns: 0 after a stop, and after the help or the version; 1 if it could not start or print; 2 if the command
  ///   line or the settings file cannot be used.
  package static func run(_ arguments: [String]) -> Int32 {
    do throws(UsageError) {
      switch try Command(arguments) {
      case .help: return show(Option.helpText)
      case .version: return show("\(Version.name) \(Version.number)\n")
      case .run(let options): return serve(options, arguments)
      }
    } catch {
      Log.ofThisProcess(.error, Command.logFormat(arguments))(.startFailed, error.message)
      return 2
    }
  }

  private static func serve(_ options: Options, _ arguments: [String]) -> Int32 {
    let log = Log.ofThisProcess(options.logLevel, options.logFormat)
    do throws(StartFailure) {
      // Ignore the signals for a closed connection and for a file at its size limit: write(2) then fails with EPIPE or
      // EFBIG.
      signal(SIGPIPE, SIG_IGN)
      linux_return_large_memory()
      signal(SIGXFSZ, SIG_IGN)
      // A container's first process becomes the parent of processes whose own parents ended. Nobody asks it how those
      // ended, and the kernel forgets them then (waitpid(2)).
      signal(SIGCHLD, SIG_IGN)
      let signals: Signals
      do { signals = try Signals() } catch { throw StartFailure("\(error.call) failed: \(error.reason)") }
      // Before the database is opened: a second daemon on the same socket must not touch it.
      let listeners = try listeners(options)
      if let settings = options.settings, access(settings, F_OK) != 0 {
        log(.opened, "there is no settings file '\(settings)': the defaults apply")
      }
      let passwords = try passwords()
      defer { withExtendedLifetime(passwords) {} }
      let service: Service
      let start = LongStart(.ofThisProcess())
      do { service = try Service(options.serviceOptions(log, onStep: { start.step($0) })) } catch {
        throw StartFailure(error.message + (error.hint.map { ": " + $0 } ?? ""))
      }
      for notice in service.notices { log(.opened, notice) }
      for warning in service.warnings { log(.warned, warning) }
      let daemon = try Daemon(
        service, options.bounds, log, isManaged: true,
        readSettings: options.settingsReader(arguments))
      try daemon.run(listeners, signals: signals)
      log(.stopped, "stopped")
      return 0
    } catch {
      log(.startFailed, error.message)
      return 1
    }
  }

  private static func listeners(_ options: Options) throws(StartFailure) -> Listeners {
    if let socket = options.socket, socket == options.readOnlySocket {
      throw StartFailure("'\(socket)' cannot be the socket for every call and the read-only one: choose two paths")
    }
    var listeners = try InheritedSockets.take()
    if let path = options.socket ?? (listeners.isEmpty ? Options.defaultSocket : nil) {
      listeners.append(try Listener(path: path, isReadOnly: false))
    }
    if let path = options.readOnlySocket { listeners.append(try Listener(path: path, isReadOnly: true)) }
    return listeners
  }

  /// The passwords that the service manager has for PostgreSQL databases: for the one that is served, or for one that a
  /// file is copied to.
  private static func passwords() throws(StartFailure) -> Descriptor? {
    do {
      return try PasswordFile.useCredential(in: getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) })
    } catch { throw StartFailure("cannot use the credential 'pgpass': \(error.reason)") }
  }

  /// - Returns: the exit status.
  private static func show(_ text: String) -> Int32 {
    do {
      try Transfer.writeAll(text, to: 1)
      return 0
    } catch {
      Log.ofThisProcess(.error, .text)(.startFailed, "cannot write to standard output: \(error.reason)")
      return 1
    }
  }
}

extension Options {
  fileprivate func serviceOptions(
    _ log: Log, onStep: @escaping @Sendable (String) -> Void
  ) -> ServiceOptions {
    ServiceOptions(
      path: database, passwordFile: passwordFile, layout: layout, switchesToWAL: switchesToWAL, isIndexed: isIndexed,
      limits: limits, socket: socket ?? Options.defaultSocket, retention: retention, onStep: onStep,
      tell: { event, words in log(event == .replaced ? .replaced : .lost, words) })
  }
}
