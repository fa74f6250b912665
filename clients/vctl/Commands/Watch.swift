import ClientKit
import JSON

extension Command {
  static let watch = Command(
    name: "watch", synopsis: "",
    help: "Print a line per change as it is committed, until interrupted. Changes by other processes are "
      + "reported, too.",
    examples: ["vctl watch --entity user --entity role", "vctl watch --since 42 -o jsonl"],
    options: [
      OptionDescription("entity", takes: "ENTITY", repeatable: true, "Only changes of such records."),
      OptionDescription("since", takes: "SEQ", "Start after the change with this number."),
    ],
    methods: ["watch.start", "watch.stop"]
  ) { words, arguments, settings in
    guard words.isEmpty else {
      throw UsageError("watch takes no words", hint: "'vctl watch --entity ENTITY' watches one kind of record")
    }
    var params = JSON.Object()
    let entities = arguments.values("entity").flatMap { splitList($0) }.map { $0.replacing("-", with: "_") }
    if !entities.isEmpty { params["entities"] = .array(entities.map { .string($0) }) }
    if let text = arguments.value("since") {
      guard let seq = Int64(text), seq >= 0 else {
        throw UsageError("--since takes the number of a change, not '\(Escape.controls(in: text))'")
      }
      params["since"] = .integer(seq)
    }
    var session = try Session(settings)
    // Nothing is held back for a pager: each line is for now.
    session.output = Output(1, pages: false)
    var seq = try session.call("watch.start", .object(params), isChange: false)["seq"]
    var lines = ChangeLines(try Changes(settings))
    do {
      try session.listen { (method, params, session) throws in
        switch method {
        case "watch.change":
          seq = params["seq"] ?? seq
          try lines.print(params, &session)
        case "watch.dropped": throw dropped(params["seq"], params["reason"]?.string)
        default: break
        }
      }
    } catch ConnectionError.closed {
      throw Ending(.disconnected, "the daemon stopped", hint: goingOn(after: seq), kind: "connection")
    } catch ConnectionError.interrupted {
      // That is how it is meant to end.
      throw Ending(.interrupted, "")
    }
  }

  private static func goingOn(after seq: JSON?) -> String {
    "'vctl watch --since \(seq.map { Cell.text($0) } ?? "")' goes on"
  }

  private static func dropped(_ seq: JSON?, _ reason: String?) -> Ending {
    if let reason {
      return Ending(
        .refused, "no more changes will come: \(Escape.controls(in: reason))",
        hint: "run 'vctl watch' again to watch the present database",
        kind: "dropped")
    }
    let seq = seq.map { Cell.text($0) } ?? ""
    return Ending(
      .refused, "vctl read too slowly: the daemon sent no changes after \(seq)", hint: goingOn(after: .string(seq)),
      kind: "dropped")
  }
}

/// Changes that come one by one, with no end: none of them waits for the next.
private struct ChangeLines {
  private let changes: Changes
  private var format: any Format

  init(_ changes: Changes) {
    self.changes = changes
    let settings = changes.settings
    // An array without an end is no JSON.
    let kind = settings.format == .json ? .jsonl : settings.format
    format = kind.make(changes.columns, key: [], settings.style)
  }

  mutating func print(_ change: JSON, _ session: inout Session) throws {
    var text = ""
    if change["foreign"] == true, !showsForeign {
      return session.notes.say("another process changed the database")
    }
    if changes.settings.format == .table {
      // Each line finds its own widths: the first one cannot know those of the others.
      let style = changes.settings.style
      format = TableFormat(
        changes.columns,
        Style(isTerminal: style.isTerminal, isColored: style.isColored, width: style.width, hasHeader: false))
    }
    format.add([change["foreign"] == true ? change : changes.shown(change)], to: &text)
    try session.output.write(text)
  }

  /// Whether the format has a place for what is no record.
  private var showsForeign: Bool {
    switch changes.settings.format {
    case .json, .jsonl, .yaml: true
    case .table, .csv, .name, .template: false
    }
  }
}
