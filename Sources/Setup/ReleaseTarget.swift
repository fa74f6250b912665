import Admin
import Adoption
import Catalogue
import Glibc
import PostgreSQL
import Vocabulary

/// The database that is released, the drop-ins that name it, and who may work on it.
struct ReleaseTarget {
  /// The path of a file, or the URI by which the daemon's role connects. Not for people.
  let database: String
  let dropIns: [(instance: Instance, path: String)]
  /// The daemon's user, as which a server on a Unix socket lets the daemon's role in; nil for the user of this process.
  let person: Person?
  /// The file with the role's password that the service gets; nil for none.
  let passwordFile: String?
  /// The file that the command line names, with the password and nothing else; nil for none.
  let secretFile: String?
  private let isOnServer: Bool

  /// - Parameter secretFile: the file that has the password and nothing else; nil for none.
  /// - Throws: `invalid_params` for a URI that cannot be used.
  init(_ text: String, secretFile: String?, _ system: System) throws(Failure) {
    self.secretFile = secretFile
    if let problem = ConnectionURI.problem(in: text) { throw Failure(.parameters, "the URI \(problem)") }
    guard let given = ConnectionURI(text) else {
      guard secretFile == nil else {
        throw Failure(
          .parameters, "\(Option.passwordFile.name) is for the URI of a PostgreSQL database, not for a file")
      }
      let real = realpath(text, nil)
      defer { free(real) }
      (database, isOnServer, person, passwordFile) = (text, false, nil, nil)
      dropIns = real.map { DropIn.all(naming: String(cString: $0), in: system.units) } ?? []
      return
    }
    // The list of processes shows a command line to everybody.
    guard !given.hasPassword else {
      throw Failure(
        .parameters, "a URI with a password can be read by everybody on this machine",
        hint: "\(PasswordFile.advice)")
    }
    dropIns = DropIn.all(in: system.units) { ConnectionURI($0).map(given.isSameDatabase) == true }
    isOnServer = true
    // The service's own way in, which setup has proved.
    let dropIn = dropIns.first?.path
    let connection = dropIn.map { DropIn.connection(in: $0) }
    passwordFile = connection?.passwordFile
    var uri = dropIn.flatMap { DropIn.database(in: $0) }.flatMap { ConnectionURI($0) } ?? given
    if let file = passwordFile { uri = uri.with(passwordFile: file) }
    database = uri.text
    person = uri.isLocal && connection != nil ? Person(connection?.user ?? system.daemonUser) : nil
  }

  func release(isDry: Bool) throws(Failure) -> Departure {
    guard isOnServer else { return try DatabaseFile.release(database, .vantage6, isDry: isDry) }
    let connect = { () throws(Failure) in
      try ServerDatabase.release(database, .vantage6, passwordFile: secretFile, isDry: isDry)
    }
    return if let person { try person.connecting(connect) } else { try connect() }
  }
}
