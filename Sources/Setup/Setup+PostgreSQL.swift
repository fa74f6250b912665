import Catalogue
import Glibc
import Linux
import PostgreSQL
import Vocabulary

extension Setup {
  /// Sets the service up for a database on a PostgreSQL server.
  ///
  /// On a Unix socket, the daemon connects as the role with the name of its user, which the server recognises without a
  /// password (peer authentication). A password is written only where the administrator says so, to a file that only
  /// root can read and that systemd gives to the service.
  func setUp(_ configured: ConnectionURI) throws(Failure) {
    try refuse([.journal, .serverUser], "is for an SQLite file")
    guard !(words.has(.role) && words.has(.pgpass)) else {
      throw Failure(
        .parameters, "--role and --pgpass exclude each other: the password belongs to the server's own role")
    }
    guard !configured.hosts.isEmpty else {
      throw Failure(
        .invalid, "the URI names a service file, whose hosts setup does not know",
        hint: "use --database with a URI that names the host, such as postgresql://HOST/NAME")
    }
    let person = try person(words[.user] ?? system.daemonUser)
    var uri = throughSocket(configured)
    if uri.databaseName == nil { uri.databaseName = configured.user }
    system.say("found   the database '\(uri.databaseName ?? "")' at \(Self.places(uri))")
    var access = ServerAccess()
    access.folders = try uri.hosts.filter(\.isSocket).map { (host) throws(Failure) in try proveSocket(host, person) }
    try resolve(&uri, &access)
    try chooseRole(&uri, &access, configured, person)
    tellDangers(of: uri)
    // A dry run writes no file with it.
    let password = access.passwordFile == nil || uri.user != configured.user ? nil : configured.password
    try provePrivileges(uri, access, password: password, as: person)
    try write(
      DropIn(database: uri.name, user: person.name == system.daemonUser ? nil : person.name, access: access))
  }

  /// The URI with the Unix socket in place of this machine's own address, if the socket is there: only there the server
  /// can ask the system who connects.
  private func throughSocket(_ configured: ConnectionURI) -> ConnectionURI {
    var uri = configured
    guard !words.has(.pgpass), let host = uri.hosts.first, uri.hosts.count == 1, Self.isThisMachine(host),
      access(Self.socket(in: system.sockets, host.port), F_OK) == 0
    else { return uri }
    uri.hosts = [ConnectionURI.Host(name: system.sockets, port: host.givenPort)]
    return uri
  }

  private static func isThisMachine(_ host: ConnectionURI.Host) -> Bool {
    let place = host.address ?? host.name
    return place == "localhost" || ServerAccess.isThisMachine(place)
  }

  private static func socket(in folder: String, _ port: Int) -> String { "\(folder)/.s.PGSQL.\(port)" }

  private static func places(_ uri: ConnectionURI) -> String {
    uri.hosts.map { host in
      if let folder = host.folder { return "the socket '\(socket(in: folder, host.port))'" }
      return "'\(host.name.isEmpty ? host.address ?? "" : host.name)', port \(host.port)"
    }.joined(separator: " or ")
  }

  /// - Returns: the folder of the socket.
  /// - Throws: if the daemon's user cannot connect to it, or the service would not see it.
  private func proveSocket(_ host: ConnectionURI.Host, _ person: Person) throws(Failure) -> String {
    guard let folder = host.folder, !["/tmp", "/var/tmp"].contains(folder), !Self.hasControl(folder) else {
      throw Failure(
        .invalid,
        "the server's Unix socket is where the service cannot reach it: it has a folder /tmp of its own, and a "
          + "network of its own for sockets without a file",
        hint: "let PostgreSQL make its socket in /run/postgresql, too (unix_socket_directories), and name that folder: "
          + "postgresql:///NAME?host=/run/postgresql")
    }
    let path = Self.socket(in: folder, host.port)
    try person.acting { () throws(Failure) in
      guard faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 else { return }
      throw Failure(
        .invalid, "the user '\(person.name)' cannot connect to the socket '\(path)': \(systemReason(errno))",
        hint: "start PostgreSQL, or name its host and port")
    }
    system.say("proved  '\(person.name)', the daemon's user, can connect to the socket")
    return folder
  }

  private static func hasControl(_ text: String) -> Bool { text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }

  /// Writes the addresses of the hosts into the URI, since the service reaches no others, not even those of a name
  /// server.
  private func resolve(_ uri: inout ConnectionURI, _ access: inout ServerAccess) throws(Failure) {
    var hosts: [ConnectionURI.Host] = []
    for host in uri.hosts {
      guard !host.isSocket, host.address == nil else {
        hosts.append(host)
        continue
      }
      let addresses = system.resolve(host.name)
      guard !addresses.isEmpty else {
        throw Failure(.invalid, "there is no host \(Discretion.quoted(host.name)), or no name server knows it now")
      }
      if addresses != [host.name], !Self.isThisMachine(host) {
        system.say(
          "found   '\(host.name)' is \(addresses.joined(separator: ", ")): run setup again when its address changes")
      }
      hosts += addresses.map { ConnectionURI.Host(name: host.name, port: host.givenPort, address: $0) }
    }
    uri.hosts = hosts
    for address in hosts.compactMap(\.address) where !access.addresses.contains(address) {
      access.addresses.append(address)
    }
  }

  /// Decides which role the daemon connects as, and whether it gets a password.
  private func chooseRole(
    _ uri: inout ConnectionURI, _ access: inout ServerAccess, _ configured: ConnectionURI, _ person: Person
  ) throws(Failure) {
    let file = "\(system.settings)/\(instance.name.map { "\($0)." } ?? "")pgpass"
    if let role = words[.role] {
      uri.user = role
    } else if uri.isLocal, !words.has(.pgpass) {
      // A URI on the command line says which role is meant; the server's configuration only says which one the server is.
      uri.user = words.has(.database) ? uri.user ?? person.name : person.name
    }
    let password = uri.user == configured.user ? configured.password : nil
    if words.has(.pgpass) {
      guard let password else { throw Failure(.parameters, "--pgpass: the server's configuration has no password") }
      try write(password, of: uri, to: file)
      access.passwordFile = file
    } else if uri.isLocal {
      tellPeer(uri, configured, person)
    } else if Glibc.access(file, F_OK) == 0 {
      system.say("found   the password file '\(file)', which the service gets")
      access.passwordFile = file
    } else if let password, try mayKeepPassword(file) {
      try write(password, of: uri, to: file)
      access.passwordFile = file
    }
  }

  private func write(_ password: String, of uri: ConnectionURI, to file: String) throws(Failure) {
    let user = uri.user ?? "*"
    system.say("\(isDry ? "would   write" : "wrote  ") '\(file)', of mode 0600: the password of the role '\(user)'")
    guard !isDry else { return }
    // A host with several addresses needs one line.
    let lines = Set(uri.hosts.map { PasswordFile.line($0, uri.databaseName ?? "*", user, password) }).sorted()
    if mkdir(system.settings, 0o755) != 0, errno != EEXIST {
      throw Failure(.internal, "cannot make '\(system.settings)': \(systemReason(errno))")
    }
    try ConfigurationFile.write(lines.joined(), to: file, mode: 0o600)
  }

  /// Asks the administrator whether the daemon may have the server's password.
  private func mayKeepPassword(_ file: String) throws(Failure) -> Bool {
    let question = "write the password in the server's configuration to '\(file)', which only root can read?"
    guard !isDry else {
      system.say("would   ask: \(question)")
      return false
    }
    switch system.ask(question) {
    case true?: return true
    case false?:
      system.say(
        "next    write a line HOST:PORT:DATABASE:ROLE:PASSWORD to '\(file)', of mode 0600, and run setup again")
      return false
    case nil:
      throw Failure(
        .invalid, "the server's configuration has a password, which setup copies only when it is told to",
        hint: "use --pgpass to write it to '\(file)', which only root can read; or --role NAME for another role")
    }
  }

  /// Tells how the server gets to know the daemon's role.
  private func tellPeer(_ uri: ConnectionURI, _ configured: ConnectionURI, _ person: Person) {
    let role = uri.user ?? person.name
    guard role == person.name else {
      return system.say(
        "note    the role '\(role)' has another name than the user '\(person.name)': peer authentication needs a line in "
          + "pg_ident.conf, MAP \(person.name) \(role)")
    }
    let owner = configured.user.flatMap { $0 == role ? nil : $0 }
    let database = uri.databaseName ?? role
    system.say("next    as the user 'postgres', if the role is missing: psql \(Self.quoted(database))")
    system.say("        CREATE ROLE \(Self.quoted(role)) LOGIN\(owner.map { " IN ROLE \(Self.quoted($0))" } ?? "");")
  }

  /// A name in SQL.
  static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  private func tellDangers(of uri: ConnectionURI) {
    let isRemote = uri.hosts.contains { !$0.isSocket && !Self.isThisMachine($0) }
    guard isRemote, uri["sslmode"] != "verify-full" else { return }
    system.say(
      "warning the daemon would not notice if another machine answered in the server's place: add "
        + "?sslmode=verify-full&sslrootcert=FILE to the URI")
  }
}
