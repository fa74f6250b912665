import Catalogue
import ClientKit
import JSON

/// A conversation with the daemon, and the output that comes of it.
struct Session: ~Copyable {
  let settings: Settings
  let notes: Notes
  var output: Output
  private var client: Client
  private var isAnnounced = false

  init(_ settings: Settings) throws {
    self.settings = settings
    notes = Notes(style: settings.errorStyle, isJSON: settings.format.isJSON)
    client = try Client(path: settings.socket, timeout: settings.timeout)
    output = Output(1, pages: settings.pages)
    // Under sudo everyone is root: the daemon is told who it was from the first word.
    if let name = Terminal.environment("SUDO_USER"), !name.isEmpty { announce(name) }
  }

  private mutating func announce(_ name: String?) {
    guard !isAnnounced else { return }
    isAnnounced = true
    client.announce(program: "vctl", onBehalfOf: name)
  }

  /// - Parameter isChange: the call may change something.
  mutating func call(_ method: String, _ params: JSON, isChange: Bool) throws -> JSON {
    if isChange { announce(nil) }
    return try client.call(method, params, isChange: isChange)
  }

  /// The description of one entity with its methods.
  mutating func describe(_ entity: String) throws -> (ServiceDescription, EntityDescription) {
    let params: JSON = ["entity": .string(entity.replacing("-", with: "_"))]
    let answer: JSON
    do throws(CallFailure) {
      answer = try client.call("rpc.describe", params)
    } catch {
      if case .refused(let refusal) = error, refusal.kind == .invalid {
        var ending = Ending(refusal: refusal, status: .usage)
        ending.hint = ending.hint ?? "'vctl --help' lists what there is"
        throw ending
      }
      throw error
    }
    guard let service = ServiceDescription(answer), let described = service.entities.first else {
      throw ConnectionError.malformed("'rpc.describe' describes nothing")
    }
    return (service, described)
  }

  /// The description of all there is, without fields.
  mutating func overview() throws -> ServiceDescription {
    let answer = try client.call("rpc.describe", ["brief": true])
    guard let service = ServiceDescription(answer) else {
      throw ConnectionError.malformed("'rpc.describe' describes nothing")
    }
    return service
  }

  mutating func finish() throws { try output.finish() }
}
