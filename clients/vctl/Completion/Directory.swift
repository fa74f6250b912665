import ClientKit
import JSON
import Linux
import Vocabulary

/// What the daemon knows, for whoever is in a hurry: where it does not answer at once, there is nothing.
struct Directory: ~Copyable {
  private var session: Session?
  /// All there is, once it was asked for.
  private var known: ServiceDescription?

  /// - Parameter settings: where the daemon is, and how long it may take.
  init(_ settings: Settings) {
    session = try? Session(settings)
  }

  mutating func overview() -> ServiceDescription? {
    if known == nil { known = ask { session in try session.overview() } }
    return known
  }

  mutating func describe(_ entity: String) -> (service: ServiceDescription, entity: EntityDescription)? {
    ask { session in try session.describe(entity) }
  }

  private mutating func ask<Answer>(_ question: (inout Session) throws -> Answer) -> Answer? {
    guard var session = session.take() else { return nil }
    let answer = try? question(&session)
    self.session = consume session
    return answer
  }

  mutating func checks() -> [Candidate] {
    let answer = ask { session in try session.call("database.checks", [:], isChange: false) }
    return (answer?["checks"]?.array ?? []).compactMap { check in
      check["name"]?.string.map { Candidate($0, check["finds"]?.string ?? "") }
    }
  }

  /// How many names are offered: more than anybody looks at.
  private static let limit: Int64 = 200

  /// The keys of the entity's records that begin so, as they are typed.
  mutating func keys(of name: String, beginning start: String) -> [Candidate] {
    guard let (service, entity) = describe(name), let list = service.method("list", of: entity) else { return [] }
    let title = entity.key.isEmpty && entity.field("name") != nil ? ["name"] : []
    var params = JSON.Object()
    params["fields"] = .array((["id"] + entity.key + title).map { .string($0) })
    params["limit"] = .integer(Self.limit)
    // Of records without names, the newest are the likeliest.
    params["order"] = .array(entity.key.isEmpty ? ["-id"] : entity.key.map { .string($0) })
    if entity.key.count == 1, !start.isEmpty {
      params["where"] = .object(JSON.Object([.init(entity.key[0], ["like": .string(start + "%")])]))
    }
    let answer = ask { session in try session.call(list, params) }
    return (answer?["items"]?.array ?? []).compactMap { record in
      let id = record["id"].map { Cell.text($0) } ?? ""
      guard !entity.key.isEmpty else { return Candidate(id, title.compactMap { record[$0]?.string }.joined()) }
      let words = entity.key.compactMap { record[$0]?.string }
      return words.count == entity.key.count ? Candidate(words.joined(separator: ":"), "\(entity.words) \(id)") : nil
    }
  }

  /// The instances that have a folder for their sockets.
  static func instances() -> [Candidate] {
    let start = Instance.main.unit + "@"
    let names = SmallFile.names(inFolder: "/run").filter { $0.hasPrefix(start) }
    return names.map { Candidate(String($0.dropFirst(start.count))) }
  }
}
