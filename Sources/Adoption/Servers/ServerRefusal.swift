import Catalogue
import Engine
import Store
import Vocabulary

/// Says in one sentence why a database on a server is refused, for the administrator who started the daemon.
struct ServerRefusal {
  /// The URI, without its password.
  let name: String

  func failure(_ error: EngineError) -> Failure {
    let detail = error.description
    switch error.cause {
    case .busy:
      return Failure(.busy, "'\(name)': \(error.message)", hint: "stop the other one first", detail: detail)
    case .forbidden:
      return Failure(
        .readOnly, "the role of '\(name)' may not do this: \(error.message)", hint: Self.grants, detail: detail)
    case .cannotOpen, .disconnected:
      return Failure(.internal, "the database '\(name)' cannot be opened: \(error.message)", detail: detail)
    case .diskFull:
      return Failure(.internal, "no space is left for the database '\(name)'", detail: detail)
    case .readOnly:
      return Failure(
        .readOnly, "the database '\(name)' cannot be written: its server is a standby, or read-only", detail: detail)
    default:
      return Failure(.internal, "the database '\(name)' cannot be opened: \(error.message)", detail: detail)
    }
  }

  private static let grants =
    "let it create a schema and use the tables: GRANT CREATE ON DATABASE name TO role; GRANT owner TO role, "
    + "where 'owner' owns the tables of vantage6"
}
