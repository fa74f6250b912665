import ClientKit

/// How vctl was told to behave, whatever it does.
struct Settings {
  let format: OutputFormat
  /// `-o` with a format that only one command has, such as `prometheus` of `vctl status`.
  let commandFormat: String?
  /// `--fields`.
  let fields: FieldChoice?
  let style: Style
  /// Style of standard error.
  let errorStyle: Style
  let socket: String
  var timeout: Duration?
  let pages: Bool
  let assumesYes: Bool
  let wantsHelp: Bool

  /// Every change is refused.
  let isReadOnly: Bool
  let configuration: Configuration

  init(_ arguments: CommandArguments, _ configuration: Configuration) throws(UsageError) {
    self.configuration = configuration
    isReadOnly = arguments.has("read-only")
    let isQuiet = arguments.has("quiet")
    fields = try arguments.value("fields").map { text throws(UsageError) in try FieldChoice(text) }
    if isQuiet, arguments.has("output") { throw UsageError("--quiet and --output exclude each other") }
    let output = arguments.value("output") ?? (isQuiet ? nil : configuration.output)
    commandFormat = Command.all.flatMap(\.formats).first { $0 == output }
    format =
      commandFormat != nil
      ? .table
      : isQuiet
        ? .name : try output.map { text throws(UsageError) in try OutputFormat(text) } ?? .table
    let isTerminal = Terminal.isTerminal(1)
    style = Style(
      isTerminal: isTerminal, isColored: try Self.isColored(arguments, 1),
      width: isTerminal ? Terminal.size(1).columns : nil, hasHeader: !arguments.has("no-header"),
      isWide: output == "wide")
    errorStyle = .ofErrors(isColored: try Self.isColored(arguments, 2))
    socket = try SocketChoice.path(
      arguments, readOnly: isReadOnly, socket: configuration.socket, instance: configuration.instance)
    timeout = try Self.timeout(arguments)
    pages = !arguments.has("no-pager")
    assumesYes = arguments.has("yes")
    wantsHelp = arguments.has("help")
  }

  /// What records of the entity are to show; nil where nobody said.
  func fields(of entity: EntityDescription) throws(UsageError) -> FieldChoice? {
    let usual = try configuration.fields(of: entity)
    return (fields?.over(usual) ?? usual)?.named(by: entity)
  }

  /// For a call that takes as long as it takes: without `--timeout`, nobody gives up.
  func patient(_ arguments: CommandArguments) -> Settings {
    var settings = self
    if !arguments.has("timeout") { settings.timeout = nil }
    return settings
  }

  private static func isColored(_ arguments: CommandArguments, _ descriptor: Int32) throws(UsageError) -> Bool {
    switch arguments.value("color") {
    case nil, "auto": return Terminal.isColored(descriptor)
    case "always": return true
    case "never": return false
    case let word?: throw UsageError("--color takes auto, always or never, not '\(word)'")
    }
  }

  private static func timeout(_ arguments: CommandArguments) throws(UsageError) -> Duration? {
    guard let text = arguments.value("timeout") else { return .seconds(30) }
    guard let duration = Duration(written: text) else {
      throw UsageError("--timeout takes \(Duration.writtenForms), not '\(Escape.controls(in: text))'")
    }
    return duration == .zero ? nil : duration
  }
}
