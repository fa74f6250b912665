import ClientKit
import JSON
import JSONRPC
import Vocabulary

/// A conversation with the daemon, and the output that comes of it.
struct Session: ~Copyable {
  let settings: Settings
  let notes: Notes
  var output: Output
  private var client: Client
  /// The daemon's socket, or what was said, allows no change.
  private(set) var isReadOnly: Bool
  private var isAnnounced = false
  /// Shows a person at a terminal how far a call is.
  let progress: ProgressBar?
  /// What the daemon told of changes while a call waited for its answer.
  private let unheard = UnheardNotices()
  /// What a person is told after the output.
  private var remarks: [String] = []
  /// What was described so far.
  private var described: [String: (ServiceDescription, EntityDescription)] = [:]

  init(_ settings: Settings) throws {
    self.settings = settings
    notes = Notes(style: settings.errorStyle, isJSON: settings.format.isJSON)
    isReadOnly = settings.isReadOnly
    client = try Self.connect(settings, &isReadOnly)
    progress = settings.errorStyle.isTerminal ? ProgressBar() : nil
    client.listener = { [progress, unheard] method, params in
      if method == "rpc.progress" { params.value.map { progress?.show($0) } } else { unheard.add(method, params.value) }
    }
    output = Output(1, pages: settings.pages) { [notes] in notes.warn($0) }
    // Under sudo everyone is root: the daemon is told who it was from the first word.
    if let name = Terminal.environment("SUDO_USER"), !name.isEmpty { announce(name) }
  }

  /// Who may not use the daemon's socket may perhaps use the one beside it, for calls that change nothing.
  private static func connect(_ settings: Settings, _ isReadOnly: inout Bool) throws(ConnectionError) -> Client {
    let path = settings.socket
    do throws(ConnectionError) { return try Client(path: path, timeout: settings.timeout) } catch {
      guard error == .notPermitted(path: path), let other = SocketChoice.readOnly(beside: path) else { throw error }
      let refusal = error
      isReadOnly = true
      do throws(ConnectionError) { return try Client(path: other, timeout: settings.timeout) } catch { throw refusal }
    }
  }

  /// - Throws: where this conversation may change nothing.
  private func checkMayChange(_ method: String) throws {
    guard !isReadOnly else { throw changeRefusal(method) }
  }

  /// Asks the daemon too, whose socket may be for readers only.
  mutating func checkMayChange(asking method: String) throws {
    if !isReadOnly { isReadOnly = try client.call("rpc.hello", [:])["read_only"] == true }
    try checkMayChange(method)
  }

  private func changeRefusal(_ method: String) -> Ending {
    guard !settings.isReadOnly else {
      return Ending(
        .notPermitted, "'\(method)' changes the database: --read-only refuses it", hint: "leave out --read-only",
        kind: "read_only")
    }
    return Ending(
      .notPermitted, "'\(method)' changes the database, and you may only read it",
      hint: "use sudo, or become a member of the group that owns '\(settings.socket)'", kind: "read_only")
  }

  private mutating func announce(_ name: String?) {
    guard !isAnnounced else { return }
    isAnnounced = true
    client.announce(program: "vctl", onBehalfOf: name)
  }

  /// - Parameters:
  ///   - isChange: the call changes something, so that a lost answer leaves its outcome unknown.
  ///   - mayChange: nobody here knows; the daemon hears who calls, in case it does.
  ///   - file: the descriptor of a file that goes with the call; nil for none.
  mutating func call(
    _ method: String, _ params: JSON, isChange: Bool, mayChange: Bool = false, file: Int32? = nil
  ) throws -> JSON {
    if isChange || mayChange {
      try checkMayChange(method)
      announce(nil)
    }
    defer { progress?.clear() }
    return try client.call(method, params, isChange: isChange, file: file)
  }

  /// Calls a method by its description: what it takes as parameters, hints name as options.
  /// - Parameter isPrinted: secrets that the call makes are in what is printed.
  mutating func call(
    _ method: MethodDescription, of entity: EntityDescription, _ params: JSON.Object, isPrinted: Bool
  ) throws -> JSON {
    guard let secret = method.freshSecrets(of: entity).first, params["dry_run"] != true else {
      return try call(method, params)
    }
    try checkShows([secret], isPrinted: isPrinted)
    do { return try call(method, params) } catch CallFailure.connection(let error, true) {
      var ending = Ending(connection: error, outcomeUnknown: true)
      ending.hint = "a new \(secret.name) may be in force that nobody knows: look at the record, and make another one"
      throw ending
    }
  }

  mutating func call(_ method: MethodDescription, _ params: JSON.Object) throws -> JSON {
    let options = method.parameters.compactMap { OptionDescription($0) } + OptionDescription.common
    return try call(
      method.name, params, method.answer == .page ? options + OptionDescription.listing : options,
      changes: method.access == .write)
  }

  /// - Parameters:
  ///   - changes: the method changes something, unless this is a dry run.
  ///   - file: the descriptor of a file that goes with the call; nil for none.
  mutating func call(
    _ method: String, _ params: JSON.Object, _ options: [OptionDescription], changes: Bool, file: Int32? = nil
  ) throws -> JSON {
    do {
      return try call(
        method, .object(params), isChange: changes && params["dry_run"] != true, mayChange: changes, file: file)
    } catch CallFailure.refused(let refusal) {
      var ending = Ending(refusal: refusal)
      ending.hint = refusal.hint(options)
      throw ending
    }
  }

  /// - Throws: what the daemon says of a method that only databases of other versions have.
  mutating func checkAbsent(_ method: String) throws {
    do throws(CallFailure) { _ = try client.call(method, [:]) } catch {
      if case .refused(let refusal) = error, refusal.isAbsent { throw Ending(refusal: refusal) }
    }
  }

  /// The description of one entity with its methods, asked for once.
  mutating func describe(_ entity: String) throws -> (ServiceDescription, EntityDescription) {
    let name = entity.replacing("-", with: "_")
    if let known = described[name] ?? described.values.first(where: { $0.1.answers(to: name) }) { return known }
    let params: JSON = ["entity": .string(name)]
    let answer: JSON
    do throws(CallFailure) {
      answer = try client.call("rpc.describe", params)
    } catch {
      if case .refused(let refusal) = error, refusal.kind == .invalid {
        if let single = try singular(name) {
          let found = try describe(single)
          described[name] = found
          return found
        }
        var ending = Ending(refusal: refusal, status: .usage)
        ending.hint = ending.hint ?? "'vctl --help' lists what there is"
        throw ending
      }
      throw error
    }
    guard let service = ServiceDescription(answer), let described = service.entities.first else {
      throw ConnectionError.malformed("'rpc.describe' describes nothing")
    }
    self.described[name] = (service, described)
    return (service, described)
  }

  /// The entity whose name or alias has that plural.
  private mutating func singular(_ plural: String) throws -> String? {
    try overview().entities.first { entity in
      ([entity.name] + entity.aliases).contains { Wording.plural($0) == plural }
    }?.name
  }

  /// The description of all there is, without fields.
  mutating func overview() throws -> ServiceDescription {
    let answer = try client.call("rpc.describe", ["brief": true])
    guard let service = ServiceDescription(answer) else {
      throw ConnectionError.malformed("'rpc.describe' describes nothing")
    }
    return service
  }

  /// Hands over what the daemon says unasked, until `hear` throws or there is nobody to hear.
  mutating func listen(_ hear: (_ method: String, _ params: JSON, inout Session) throws -> Void) throws {
    let interrupts = Interrupts()
    while true {
      let (method, params) = try client.notice(interrupts)
      try hear(method, params.value ?? .null, &self)
    }
  }

  /// The next thing that the daemon says unasked.
  /// - Parameter end: when to stop waiting; nil for never, and a moment that has passed takes only what has arrived.
  /// - Returns: nil when nothing came until then.
  mutating func notice(until end: ContinuousClock.Instant?) throws -> (method: String, params: JSON)? {
    if let notice = unheard.takeFirst() { return notice }
    let interrupts = Interrupts()
    do throws(ConnectionError) {
      let (method, params) = try client.notice(interrupts, timeout: end.map { max(.zero, $0 - .now) })
      return (method, params.value ?? .null)
    } catch {
      guard error == .timeout else { throw error }
      return nil
    }
  }

  /// The whole description, with all fields.
  mutating func everything() throws -> ServiceDescription {
    guard let service = ServiceDescription(try client.call("rpc.describe")) else {
      throw ConnectionError.malformed("'rpc.describe' describes nothing")
    }
    return service
  }

  /// Tells a person at a terminal of what the output does not hold, once it is written.
  mutating func remark(_ text: String) {
    if settings.errorStyle.isTerminal, settings.format == .table { remarks.append(text) }
  }

  mutating func remarkLeftOut(_ columns: [String]) {
    guard !columns.isEmpty else { return }
    remark("left out for lack of room: \(columns.joined(separator: ", ")) ('-o wide' shows all)")
  }

  /// Tells a person of what was done, once the output is written.
  mutating func say(_ text: String) { remarks.append(text) }

  /// Tells a person at a terminal that a list is empty, unless the format shows it.
  mutating func saysNothing(_ words: String, isSelected: Bool) {
    guard settings.errorStyle.isTerminal, settings.format != .yaml else { return }
    remarks.append("no \(words)" + (isSelected ? " match" : ""))
  }

  mutating func finish() throws {
    try output.finish()
    for text in remarks { notes.say(text) }
    remarks = []
  }
}

/// Notifications that came while a call waited for its answer, in their order.
private final class UnheardNotices {
  private var notices: [(method: String, params: JSON)] = []

  func add(_ method: String, _ params: JSON?) { notices.append((method, params ?? .null)) }
  func takeFirst() -> (method: String, params: JSON)? { notices.isEmpty ? nil : notices.removeFirst() }
}
