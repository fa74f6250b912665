import ClientKit
import JSON
import Vocabulary

extension Command {
  static let transaction = Command(
    name: "transaction", synopsis: "[FILE]",
    help: "Run commands, one a line, from FILE or from stdin: all or nothing, in one commit. A line is what follows "
      + "'vctl', quoted like a shell's; '#' begins a comment. 'o = organization create name=X' names its result o, and "
      + "later lines use $o.id, or any other field of it; '\\$' is a plain '$'.",
    examples: [
      "vctl transaction changes.txt --dry-run", "vctl transaction changes.txt", "vctl transaction < changes.txt",
    ],
    options: transactionOptions,
    words: [.file],
    methods: ["transaction.run"]
  ) { words, arguments, settings in
    guard words.count <= 1 else { throw UsageError("transaction takes one FILE") }
    let system = ValueSources.system()
    let text: String
    var sources = system
    if let path = words.first, path != "-" {
      text = try scriptText(try system.file(path), "'\(Escape.controls(in: path))'")
    } else {
      text = try scriptText(try system.standardInput("the transaction"), "stdin")
      sources = ValueSources(
        file: system.file,
        standardInput: { name throws(UsageError) in
          throw UsageError("'\(name)=@-' cannot be read: stdin is the transaction itself", hint: "use \(name)=@FILE")
        }, secret: system.secret)
    }
    var session = try Session(settings)
    let script = try Script(text, sources, settings, &session)
    guard !script.calls.isEmpty else { throw UsageError("the transaction is empty: it has no command") }
    try Transaction(
      script: script, settings: settings, isDry: arguments.has("dry-run"), isLong: arguments.has("long"),
      accepted: arguments.words("accept")
    ).run(&session)
    try session.finish()
  }

  static let transactionOptions = [
    .accept, OptionDescription("dry-run", short: "n", "Show what would change, and change nothing."), .long,
  ]

  private static func scriptText(_ bytes: [UInt8], _ name: String) throws(UsageError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw UsageError("\(name) is not UTF-8 text") }
    return text.withoutByteOrderMark
  }
}

/// A script, run, and what came of it.
struct Transaction {
  let script: Script
  let settings: Settings
  let isDry: Bool
  let isLong: Bool
  /// The words of consequences that all its calls may have.
  let accepted: JSON?

  func run(_ session: inout Session) throws {
    if !isDry, !settings.assumesYes, let destruction = script.destruction {
      guard try confirm(destruction, &session) else { throw Ending(.refused, "nothing was changed", kind: "declined") }
    }
    let answer = try call(isDry: isDry, &session)
    if !settings.format.isJSON {
      for warning in answer["warnings"]?.array ?? [] { session.notes.warn(Cell.text(warning)) }
    }
    try session.write(text(answer), showing: secrets(answer))
    if isDry { session.say(DryRun.note) }
  }

  private func confirm(_ destruction: Script.Call, _ session: inout Session) throws -> Bool {
    guard Prompt.isPossible else {
      throw UsageError(
        "line \(destruction.line): '\(destruction.entity.name) \(destruction.method.verb)' needs confirmation: "
          + "use --yes, since this is not a terminal", hint: "--dry-run shows what it would do")
    }
    let answer = try call(isDry: true, &session)
    Notes.write(RecordDiff.text(of: answer["changes"]?.array ?? [], settings.errorStyle, isDry: true))
    return try Confirmation.isAgreed("do it? [y/N] ")
  }

  private func call(isDry: Bool, _ session: inout Session) throws -> JSON {
    var params = script.params
    if isDry {
      params["dry_run"] = true
    } else {
      try session.checkShows(script.freshSecrets, isPrinted: settings.format.isWhole)
    }
    if isLong { params["long"] = true }
    params["accept"] = accepted
    do {
      return try session.call("transaction.run", .object(params), isChange: !isDry, mayChange: true)
    } catch CallFailure.refused(let refusal) {
      throw script.ending(refusal, Command.transactionOptions)
    }
  }

  private func text(_ answer: JSON) -> String {
    let results = answer["results"]?.array ?? []
    let style = settings.style
    var text = ""
    switch settings.format {
    case .table where isDry: return DryRun.text(answer, style)
    case .table:
      for (call, result) in zip(script.calls, results) { text += sentence(call, result, style) }
    case .json, .yaml:
      var format = settings.format.make([], key: [], style)
      format.record(answer, to: &text)
    case .jsonl, .csv, .name, .template:
      for (call, result) in zip(script.calls, results) {
        // Each by its own entity: their fields differ.
        var format = settings.format.make([], key: call.entity.key, style)
        format.record(result, to: &text)
      }
    }
    return text
  }

  /// `user create: 'jane' (7)`; what is no record, as the command prints it alone.
  private func sentence(_ call: Script.Call, _ result: JSON, _ style: Style) -> String {
    guard result["deleted"]?.array == nil else { return RecordGroups.sentences(result, isDry: false, style) }
    var text = "\(call.entity.name) \(call.method.verb): "
    guard call.method.answer == .record else { return text.dropLast() + "\n" + call.text(result) }
    let name = call.entity.key.compactMap { result[$0] }.filter { !$0.isNull }.map { Cell.text($0) }
    let record = Cell.identified(result["id"] ?? .null, name.isEmpty ? nil : name.joined(separator: ":"))
    text += style.safe(record.isEmpty ? Cell.text(result) : record) + "\n"
    for field in call.entity.fields where field.isSecret {
      if let secret = result[field.name]?.string { text += "  \(field.name): \(style.safe(secret))\n" }
    }
    return text
  }

  private func secrets(_ answer: JSON) -> [FreshSecret] {
    guard !isDry else { return [] }
    return zip(script.calls, answer["results"]?.array ?? []).flatMap { call, result in
      FreshSecret.all(in: result, of: call.entity, call.service)
    }
  }
}
