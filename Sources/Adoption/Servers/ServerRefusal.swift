import Catalogue
import Engine
import JSON
import Store
import Vocabulary

/// Says in one sentence why a database on a server is refused, for the administrator who started the daemon.
struct ServerRefusal {
  /// The URI, without its password.
  let name: String

  /// For callers, who need not know where the server is.
  static func unreachable(_ error: EngineError) -> Failure { unreachable(error.description) }

  private static func unreachable(_ detail: String?) -> Failure {
    Failure(
      .internal, "the database server cannot be reached",
      hint: "look whether it runs: the daemon connects again by itself", more: [unreachable], detail: detail)
  }

  private static let unreachable = JSON.Member("database", "unreachable")

  /// The failure of an opening as callers get it.
  func told(_ failure: Failure) -> Failure {
    if failure.more.contains(where: { $0.key == Self.unreachable.key }) {
      return Self.unreachable(failure.detail ?? failure.message)
    }
    let message = failure.message.replacing("'\(name)': ", with: "").replacing(" '\(name)'", with: "")
    return Failure(
      failure.kind, message, hint: failure.hint, remedy: failure.remedy, detail: failure.detail ?? failure.message)
  }

  func failure(_ error: EngineError) -> Failure {
    let detail = error.description
    switch error.cause {
    case .busy:
      return Failure(.busy, "'\(name)': \(error.message)", hint: "stop the other one first", detail: detail)
    case .forbidden:
      return Failure(
        .readOnly, "the role of '\(name)' may not do this: \(error.message)", hint: Self.grants, detail: detail)
    case .cannotOpen, .disconnected:
      return Failure(
        .internal, "the database '\(name)' cannot be opened: \(error.message)", more: [Self.unreachable],
        detail: detail)
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
