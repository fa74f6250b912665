import ClientKit
import JSON
import Vocabulary

extension Command {
  static let undo = Command(
    name: "undo", synopsis: "[SEQ]",
    help:
      "Undo a change, with all of its transaction: by default your newest that is not undone yet. At a terminal, "
      + "vctl shows what would happen, and asks; elsewhere --yes is needed without SEQ, and with --cascade.",
    examples: ["vctl undo --dry-run", "vctl undo 42", "vctl undo 42 --cascade --yes"],
    options: undoOptions, words: [.number],
    methods: ["audit.undo"]
  ) { words, arguments, settings in
    guard words.count <= 1 else { throw UsageError("undo takes one SEQ, the number of a change") }
    let seq = try words.first.map { word throws(UsageError) in try Self.seq(word, "undo") }
    // A change of many records takes as long to undo.
    var session = try Session(arguments.has("long") ? settings.patient(arguments) : settings)
    try Undoing(seq, arguments, settings).run(&session)
    try session.finish()
  }

  static let undoOptions = [
    OptionDescription("cascade", "Also undo the later changes that stand in the way, the newest first."),
    OptionDescription(
      "restore-secrets", "Also put the old password or key in place of the newer one, where the change set it."),
    .accept,
    OptionDescription("dry-run", short: "n", "Show what would be undone, and change nothing."),
    .long,
  ]
}

/// One undo: rehearsed where somebody is asked, then done.
struct Undoing {
  let settings: Settings
  private var params = JSON.Object()
  private let isDry: Bool
  /// The change was named, and nothing but it is undone.
  private let isExact: Bool

  init(_ seq: Int64?, _ arguments: CommandArguments, _ settings: Settings) {
    self.settings = settings
    isDry = arguments.has("dry-run")
    isExact = seq != nil && !arguments.has("cascade")
    params["seq"] = seq.map { .integer($0) }
    for option in ["cascade", "restore-secrets", "long"] where arguments.has(option) {
      params[option.replacing("-", with: "_")] = true
    }
    params["accept"] = arguments.words("accept")
  }

  func run(_ session: inout Session) throws {
    var params = params
    if isDry {
      params["dry_run"] = true
    } else if !settings.assumesYes {
      guard try confirm(&params, &session) else { throw Ending(.refused, "nothing was undone", kind: "declined") }
    }
    let answer = try call(params, &session)
    if !settings.format.isJSON { warn(answer, session.notes) }
    try session.output.write(text(answer))
    if isDry { session.say(DryRun.note) }
  }

  /// Shows what would be undone, and asks. What was shown is what will be undone, even if you change something else
  /// meanwhile.
  private func confirm(_ params: inout JSON.Object, _ session: inout Session) throws -> Bool {
    guard Prompt.isPossible else {
      if isExact { return true }
      throw UsageError(
        "'undo\(params["seq"] == nil ? "' without the number of a change" : " --cascade'") needs confirmation: "
          + "use --yes, since this is not a terminal", hint: "--dry-run shows what it would undo")
    }
    var rehearsal = params
    rehearsal["dry_run"] = true
    let answer = try call(rehearsal, &session)
    Notes.write(Self.sentences(answer, isDry: true, settings.errorStyle))
    warn(answer, session.notes)
    guard let exact = answer["undone"]?.array?.last else { throw Ending(.refused, "nothing would be undone") }
    params["seq"] = exact
    return try Confirmation.isAgreed("undo? [y/N] ")
  }

  private func warn(_ answer: JSON, _ notes: Notes) {
    for warning in answer["warnings"]?.array ?? [] { notes.warn(Cell.text(warning)) }
    for hint in WithheldHint.all(in: answer, { "--" + $0.rawValue.replacing("_", with: "-") }) { notes.hint(hint) }
  }

  /// - Throws: the refusal, after the changes that stand in the way were shown.
  private func call(_ params: JSON.Object, _ session: inout Session) throws -> JSON {
    do {
      return try session.call("audit.undo", params, Command.undoOptions, changes: true)
    } catch let ending as Ending {
      if let later = ending.error["data"]?["later"], later.array?.isEmpty == false, !settings.format.isJSON {
        try showLater(later, &session)
      }
      throw ending
    }
  }

  private static let shownMax = 20

  /// The newest of them: there may be a thousand.
  private func showLater(_ transactions: JSON, _ session: inout Session) throws {
    let newest = (transactions.array ?? []).suffix(Self.shownMax)
    let params: JSON = [
      "where": ["seq": ["ge": newest.first ?? 0], "transaction": ["in": .array(Array(newest))]]
    ]
    let items = try session.call("audit.list", params, isChange: false)["items"]?.array ?? []
    var table = TableFormat(Changes.automatic, settings.errorStyle)
    var text = ""
    table.add(items.map { Changes.row($0, isAutomatic: true) }, to: &text)
    Notes.write(text)
  }

  private func text(_ answer: JSON) -> String {
    let style = settings.style
    var format = settings.format.make([Column("entity"), Column("id"), Column("change")], key: [], style)
    var text = ""
    switch settings.format {
    case .table: return Self.sentences(answer, isDry: isDry, style)
    case .name: format.add((answer["undone"]?.array ?? []).map { ["id": $0] }, to: &text)
    case .csv:
      format.add((answer["changes"]?.array ?? []).map { Changes.row($0, isAutomatic: false) }, to: &text)
    default:
      format.record(answer, to: &text)
      return text
    }
    format.finish(&text)
    return text
  }

  /// `undid change 3`, and what that did.
  private static func sentences(_ answer: JSON, isDry: Bool, _ style: Style) -> String {
    let undone = (answer["undone"]?.array ?? []).map { "\(isDry ? "would undo" : "undid") change \(Cell.text($0))\n" }
    guard !undone.isEmpty else { return "" }
    let changes = answer["changes"]?.array ?? []
    let left = (answer["records"]?.integer ?? 0) - Int64(changes.count)
    let more = left > 0 ? "\nand \(Quantity.count(left)) more \(left == 1 ? "record" : "records")\n" : ""
    return undone.joined() + "\n" + RecordDiff.text(of: changes, style, isDry: isDry) + more
  }
}
