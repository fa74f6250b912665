import ClientKit
import Glibc
import Linux
import Vocabulary

/// `~/.config/vctl/config`: what a person always wants, a `name = value` a line. The command line and the environment
/// come before it.
struct Configuration {
  /// Where it was read; nil where there is none.
  private let path: String?
  private var values: [String: String] = [:]
  private var fields: [String: FieldChoice] = [:]
  private var aliases: [String: [String]] = [:]

  private static let settings = ["socket", "instance", "output"]

  var socket: String? { values["socket"] }
  var instance: String? { values["instance"] }
  var output: String? { values["output"] }

  /// The person's own, in XDG_CONFIG_HOME (specifications.freedesktop.org/basedir-spec).
  static func load() throws(UsageError) -> Configuration {
    guard let path = place, let text = try contents(of: path) else { return Configuration(path: nil) }
    var configuration = Configuration(path: path)
    for (number, line) in text.withoutByteOrderMark.lines.enumerated() {
      do throws(UsageError) { try configuration.read(line) } catch {
        throw UsageError("'\(Escape.controls(in: path))', line \(number + 1): \(error.message)", hint: error.hint)
      }
    }
    return configuration
  }

  private init(path: String?) { self.path = path }

  private static var place: String? {
    // A relative path is to be ignored, as the specification says.
    if let folder = Terminal.environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") { return folder + "/vctl/config" }
    return Terminal.environment("HOME").flatMap { $0.isEmpty ? nil : $0 + "/.config/vctl/config" }
  }

  /// Nil where there is no such file, or where it is somebody else's: a command run for another user keeps HOME.
  private static func contents(of path: String) throws(UsageError) -> String? {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      guard [ENOENT, ENOTDIR, EACCES].contains(errno) else {
        throw UsageError("cannot read '\(Escape.controls(in: path))': \(systemReason(errno))")
      }
      return nil
    }
    let file = Descriptor(owning: number)
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try Transfer.readAll(from: file.number) } catch {
      throw UsageError("cannot read '\(Escape.controls(in: path))': \(systemReason(error.code))")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw UsageError("'\(Escape.controls(in: path))' is not UTF-8 text")
    }
    return text
  }

  // MARK: Lines

  private mutating func read(_ line: String) throws(UsageError) {
    let line = Self.trimmed(line[...])
    guard !line.isEmpty, line.first != "#" else { return }
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw UsageError("expected 'name = value'") }
    let (name, value) = (String(Self.trimmed(parts[0])), String(Self.trimmed(parts[1])))
    guard !value.isEmpty else { throw UsageError("'\(Escape.controls(in: name))' has no value") }
    let steps = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch steps[0] {
    case "fields" where steps.count == 2 && !steps[1].isEmpty:
      let entity = steps[1].replacing("-", with: "_")
      guard fields.updateValue(try FieldChoice(value), forKey: entity) == nil else { throw Self.twice(name) }
    case "alias" where steps.count == 2: try addAlias(steps[1], value)
    case _ where Self.settings.contains(name): try set(name, value)
    default:
      throw UsageError(
        "unknown setting '\(Escape.controls(in: name))'" + NearMiss.question(name, among: Self.settings),
        hint: "the settings are \(Self.settings.joined(separator: ", ")), fields.ENTITY and alias.NAME")
    }
  }

  private mutating func set(_ name: String, _ value: String) throws(UsageError) {
    if name == "output" { _ = try OutputFormat(value) }
    guard values.updateValue(value, forKey: name) == nil else { throw Self.twice(name) }
    if socket != nil, instance != nil { throw UsageError("'socket' and 'instance' exclude each other") }
  }

  private mutating func addAlias(_ name: String, _ value: String) throws(UsageError) {
    let isWord = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    guard isWord, !name.isEmpty, name.first != "-" else {
      throw UsageError("'alias.\(Escape.controls(in: name))': an alias is one word of letters, digits, '_' and '-'")
    }
    guard Command.named(name) == nil else { throw UsageError("'alias.\(name)': '\(name)' is a command of vctl") }
    let words = try ScriptLine(value).words
    guard aliases.updateValue(words, forKey: name) == nil else { throw Self.twice("alias.\(name)") }
  }

  private static func twice(_ name: String) -> UsageError { UsageError("'\(name)' is set twice") }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }

  // MARK: Uses

  /// The command line with the words of an alias in its place. They are not looked up again.
  func expanded(_ line: [String], _ known: [OptionDescription]) -> [String] {
    guard let arguments = try? CommandArguments(line, known, unknown: .pass), let place = arguments.places.first,
      let words = aliases[line[place]]
    else { return line }
    return line[..<place] + words + line[(place + 1)...]
  }

  /// The fields that records of the entity show by default.
  /// - Throws: when it has no such field.
  func fields(of entity: EntityDescription) throws(UsageError) -> FieldChoice? {
    guard let found = fields.first(where: { entity.answers(to: $0.key) }) else { return nil }
    let known = entity.allPaths
    for shown in try entity.paths(found.value) {
      let name = String(shown.prefix { $0 != "." })
      guard !known.contains(name), entity.field(name) == nil, entity.relation(name) == nil else { continue }
      throw UsageError(
        "'\(Escape.controls(in: path ?? ""))': \(entity.indefinite) has no '\(Escape.controls(in: name))'"
          + NearMiss.question(name, among: known), hint: "correct 'fields.\(found.key)' there")
    }
    return found.value
  }
}
