import Admin
import Adoption
import Catalogue
import Glibc
import Linux
import PostgreSQL
import Vocabulary

extension Option {
  static let database = Option("--database", "FILE|URI", "The server's SQLite file, or its PostgreSQL database")
  static let serverConfig = Option("--server-config", "FILE", "The server's configuration, which says where it is")
  static let environment = Option(
    "--environment", "NAME", "Of a configuration of vantage6 2 or 3: prod (the default), acc, test, dev, application")
  static let instance = Option(
    "--instance", "NAME", "Set up vantage6-admin@NAME, for a further database on this machine")
  static let user = Option("--user", "USER", "Run the daemon as this user (default: found by trying)")
  static let serverUser = Option(
    "--server-user", "USER", "The user that the server runs as (default: the file's owner)")
  static let role = Option(
    "--role", "NAME", "Connect to PostgreSQL as this role (default: the daemon's user on a Unix socket)")
  static let pgpass = Option(
    "--pgpass", nil, "Give the daemon the password in the server's configuration, in a file that only root reads")
  static let journal = Option(
    "--journal", "keep|wal", "Switch the file to a write-ahead log, or keep what it has (default)")
  static let now = Option("--now", nil, "Enable and start the sockets, and restart a running daemon")
}

extension HostCommand {
  static let setup = HostCommand(
    name: "setup", synopsis: "--database FILE|URI | --server-config FILE [options]",
    help: """
      Lets the service vantage6-admin work on the database of a vantage6 server: finds it, makes sure that the service
      can work on it, and writes a drop-in for the service.
      """,
    options: [
      .database, .serverConfig, .environment, .instance, .user, .serverUser, .role, .pgpass, .journal, .now, .dryRun,
      .help,
    ]
  ) { words, system throws(Failure) in try Setup(words, system).run() }
}

/// One run of `vantage6-admin setup`.
struct Setup {
  let words: Words
  let system: System
  let instance: Instance
  let isDry: Bool

  init(_ words: Words, _ system: System) throws(Failure) {
    (self.words, self.system, isDry) = (words, system, words.has(.dryRun))
    if let word = words.plain.first {
      throw Failure(
        .parameters, "unexpected argument \(Discretion.quoted(word)): use --database FILE or --server-config FILE")
    }
    let name = words[.instance]
    guard let instance = name.map({ Instance($0) }) ?? .main else {
      throw Failure(
        .parameters,
        "\(Discretion.quoted(name ?? "")) is not the name of an instance: use letters, digits, '_', '.' and '-', and begin "
          + "with a letter or a digit")
    }
    self.instance = instance
    if let journal = words[.journal], !["keep", "wal"].contains(journal) {
      throw Failure(.parameters, "option '--journal': expected keep or wal, got \(Discretion.quoted(journal))")
    }
    if words.has(.environment), !words.has(.serverConfig) {
      throw Failure(.parameters, "--environment needs --server-config")
    }
  }

  func run() throws(Failure) {
    guard geteuid() == 0 else {
      throw Failure(.readOnly, "setup needs root: it tries the permissions of both users, and writes a unit's drop-in")
    }
    switch try database() {
    case .file(let path): try setUp(path)
    case .server(let uri): try setUp(uri)
    }
    try start()
  }

  private func setUp(_ path: String) throws(Failure) {
    try refuse([.role, .pgpass], "is for a PostgreSQL database")
    let file = try DatabaseFile.examine(path, .vantage6)
    guard !file.path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw Failure(.invalid, "the path of the database has a control character in it, which a unit cannot hold")
    }
    system.say(
      "found   the database '\(file.path)' of vantage6 \(file.generation), with a "
        + (file.journal == .wal ? "write-ahead log" : "rollback journal"))
    let server = try self.server(of: file.path)
    let (daemon, dropIn) = try self.daemon(for: file.path, beside: server)
    system.say(
      server == daemon
        ? "proved  '\(server.name)', the user of both, can work on the file and in its folder"
        : "proved  '\(server.name)', the server's user, and '\(daemon.name)', the daemon's, can work on the file, in its "
          + "folder, and on files that the other one makes there")
    if daemon.uid == 0 { system.say("warning \(Self.rootWarning)") }
    let getsLog = words[.journal] == "wal"
    if getsLog, file.journal == .rollback { try switchJournal(of: file.path, as: daemon) }
    if let warning = (getsLog ? .wal : file.journal).warning() { system.say("warning \(warning)") }
    try write(dropIn)
  }

  /// - Throws: `invalid_params` for an option that has no meaning for this kind of database.
  func refuse(_ options: [Option], _ reason: String) throws(Failure) {
    for option in options where words.has(option) { throw Failure(.parameters, "option '\(option.name)' \(reason)") }
  }

  private static let rootWarning =
    "the service will run as root, since the file belongs to root: it is safer to give the file to the server's own "
    + "user (chown USER: FILE and its folder), or to a group (--user USER)"

  /// The place of the database, as it was given or as the server's configuration says.
  private func database() throws(Failure) -> DatabasePlace {
    switch (words[.database], words[.serverConfig]) {
    case (let text?, nil):
      if let problem = ConnectionURI.problem(in: text) {
        throw Failure(.parameters, "the URI of --database \(problem)")
      }
      guard let uri = ConnectionURI(text) else { return .file(text) }
      // The list of processes shows a command line to everybody.
      guard !uri.hasPassword else {
        throw Failure(
          .parameters, "a URI with a password can be read by everybody on this machine",
          hint: "use --server-config FILE to take it from the server's configuration; or \(PasswordFile.advice)")
      }
      return .server(uri)
    case (nil, let path?):
      guard let real = realpath(path, nil) else {
        throw Failure(.invalid, "cannot read \(Discretion.quoted(path)): \(systemReason(errno))")
      }
      // Use the name as it was given: the server is called after it, and its folder is where the link is.
      free(real)
      let absolute = path.hasPrefix("/") ? path : Self.currentFolder + "/" + path
      let configuration = try ServerConfiguration(
        absolute, try ConfigurationFile.bytes(path), environment: words[.environment])
      guard case .file(let file) = configuration.database else { return configuration.database }
      guard access(file, F_OK) == 0 else {
        throw Failure(
          .invalid,
          Discretion.mayHoldSecret(file)
            ? "\(configuration.place) names a file that does not exist; it is not shown, since it may hold a password"
            : "\(configuration.place) names the database '\(file)', which does not exist",
          hint: "start the server once, which makes it; or use --database FILE to say where it is")
      }
      return configuration.database
    case (nil, nil): throw Failure(.parameters, "setup needs --database FILE or --server-config FILE")
    case (_?, _?): throw Failure(.parameters, "--database and --server-config exclude each other")
    }
  }

  private static var currentFolder: String {
    guard let folder = getcwd(nil, 0) else { return "" }
    defer { free(folder) }
    return String(cString: folder)
  }

  func person(_ name: String) throws(Failure) -> Person {
    guard let person = Person(name) else {
      throw Failure(.invalid, "there is no user \(Discretion.quoted(name)) on this machine")
    }
    return person
  }

  private func server(of path: String) throws(Failure) -> Person {
    if let name = words[.serverUser] { return try person(name) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw Failure(.invalid, "there is no database '\(path)'") }
    guard let owner = Person(uid: status.st_uid) else {
      throw Failure(
        .invalid, "'\(path)' belongs to the user \(status.st_uid), who has no name on this machine",
        hint:
          "make a user with that number, as which the daemon can run (useradd --system --uid \(status.st_uid) NAME), "
          + "and use --server-user NAME")
    }
    return owner
  }

  /// The user that the daemon runs as, and the drop-in: the unit's own user, if the file's group gives it access;
  /// otherwise the server's user.
  private func daemon(for path: String, beside server: Person) throws(Failure) -> (Person, DropIn) {
    let proof = try AccessProof(path)
    if let name = words[.user] {
      let person = try person(name)
      try proof.check([person, server])
      return (person, DropIn(database: path, user: name == system.daemonUser ? nil : name))
    }
    var status = stat()
    if var person = Person(system.daemonUser), stat(path, &status) == 0 {
      // Root's group would give access to more than this file.
      let group = status.st_gid == 0 || person.groups.contains(status.st_gid) ? nil : status.st_gid
      if let group { person.groups.append(group) }
      do {
        try proof.check([person, server])
        return (person, DropIn(database: path, groups: group.map { [Person.groupName($0)] } ?? []))
      } catch {
        system.say("found   \(error.message): so the daemon runs as '\(server.name)', too")
      }
    }
    try proof.check([server])
    return (server, DropIn(database: path, user: server.name))
  }

  /// Switches the journal by opening the file as the daemon does, which makes a copy first.
  private func switchJournal(of path: String, as person: Person) throws(Failure) {
    guard !isDry else { return system.say("would   switch the file to a write-ahead log, after a copy beside it") }
    let (isLogged, backup) = try person.acting { () throws(Failure) in
      let lock = try DatabaseLock(database: path, socket: nil)
      let hold = try FileHold(of: path)
      defer { withExtendedLifetime(hold) {} }
      let file = try DatabaseFile.open(
        DatabaseOptions(path: path, journal: .wal, isIndexed: false), .vantage6)
      _ = consume lock
      return (file.journal == .wal, file.backup)
    }
    if let backup { system.say("copied  the file to '\(backup)'") }
    guard isLogged else { throw Failure(.internal, "the file system of '\(path)' cannot hold a write-ahead log") }
    system.say("changed the file's journal to a write-ahead log")
  }

  func write(_ dropIn: DropIn) throws(Failure) {
    let path = DropIn.path(instance, in: system.units)
    let before = DropIn.database(in: path)
    if before == nil, access(path, F_OK) == 0 {
      throw Failure(
        .invalid, "'\(path)' was not written by setup: remove it first, or choose another --instance")
    }
    if let before, before != dropIn.database {
      system.say("found   that \(instance.unit) served '\(before)' until now: that database stays as it is")
    }
    system.say("\(isDry ? "would   write" : "wrote  ") '\(path)':")
    for line in dropIn.text.split(separator: "\n") { system.say("        \(line)") }
    guard !isDry else { return }
    try dropIn.write(to: path)
    try system.reload()
  }

  private func start() throws(Failure) {
    let commands = [
      ["enable", "--now", "\(instance.unit).socket", "\(instance.readOnlyUnit).socket"],
      ["try-restart", "\(instance.unit).service"],
    ]
    if words.has(.now), !isDry {
      for command in commands { try system.command(command) }
    } else {
      for command in commands { system.say("next    systemctl \(command.joined(separator: " "))") }
    }
    let option = instance.name.map { " --instance \($0)" } ?? ""
    system.say("then    vctl organization list\(option)")
  }
}
