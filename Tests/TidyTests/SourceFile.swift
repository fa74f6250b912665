import Glibc
import TestData

/// A Swift file as text.
struct SourceFile: Sendable {
  let path: String
  let text: String

  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// The text of a file of the project; empty where it cannot be read.
  static func read(_ path: String) -> String {
    (try? TemporaryFolder.bytes(of: "\(root)/\(path)")).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The Swift files below a folder of the project, sorted.
  static func all(in folder: String) -> [SourceFile] {
    var files: [SourceFile] = []
    for name in names(in: folder).sorted() where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      if name.hasSuffix(".swift") {
        files.append(SourceFile(path: path, text: read(path)))
      } else {
        files += all(in: path)
      }
    }
    return files
  }

  /// The files below a folder of the project that are no Swift, sorted.
  static func scripts(in folder: String) -> [SourceFile] {
    names(in: folder).sorted().filter { !$0.hasPrefix(".") }.flatMap { name in
      let path = "\(folder)/\(name)"
      if !names(in: path).isEmpty { return scripts(in: path) }
      return name.hasSuffix(".swift") ? [] : [SourceFile(path: path, text: read(path))]
    }
  }

  static func folders(in parent: String) -> [String] {
    names(in: parent).filter { !$0.hasPrefix(".") && !names(in: "\(parent)/\($0)").isEmpty }.sorted()
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir("\(root)/\(folder)") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }

  /// The lines without comments and what stands in quotes.
  var codeLines: [String] {
    var isInText = false
    return lines.map { line in
      if line.ranges(of: "\"\"\"").count % 2 == 1 {
        isInText.toggle()
        return ""
      }
      return isInText ? "" : Self.code(of: line)
    }
  }
  var code: String { codeLines.joined(separator: "\n") }

  private static func code(of line: Substring) -> String {
    var (code, isQuoted, before): (String, Bool, Character) = ("", false, " ")
    for character in line {
      if character == "\"", before != "\\" { isQuoted.toggle() }
      if !isQuoted, character == "/", before == "/" { return String(code.dropLast()) }
      if !isQuoted { code.append(character) }
      before = before == "\\" && character == "\\" ? " " : character
    }
    return code
  }

  var imports: [String] {
    codeLines.compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
        words[..<place].allSatisfy({
          ["package", "public", "internal", "private", "fileprivate"].contains($0) || $0.hasPrefix("@")
        })
      else { return nil }
      let name = words[place + 1]
      return ["struct", "class", "enum", "func", "typealias"].contains(name) && place + 2 < words.count
        ? String(words[place + 2].prefix { $0 != "." }) : String(name.prefix { $0 != "." })
    }
  }

  /// A `!` behind a value, that is neither `!=` nor a negation.
  static func hasForceUnwrap(_ line: String) -> Bool {
    var before: Character = " "
    let characters = Array(line)
    for (place, character) in characters.enumerated() {
      if character == "!" {
        let isBehindValue = before.isLetter || before.isNumber || [")", "]", "_", "}", "\""].contains(before)
        let after = place + 1 < characters.count ? characters[place + 1] : " "
        if isBehindValue && after != "=" { return true }
      }
      before = character
    }
    return false
  }

  /// Where each function starts, counted from 1, and how many lines it has.
  var functions: [(start: Int, count: Int)] {
    var found: [(start: Int, count: Int)] = []
    var open: [(start: Int, depth: Int)] = []
    var (depth, waiting): (Int, Int?) = (0, nil)
    for (number, line) in codeLines.enumerated() {
      let words = line.split { !$0.isLetter && $0 != "(" && $0 != "?" }
      if words.contains("func") || words.contains(where: { $0.hasPrefix("func(") })
        || words.contains(where: { $0.hasPrefix("init(") || $0.hasPrefix("init?(") }) && !line.contains(".init")
      {
        waiting = number + 1
      }
      for character in line {
        if character == "{" {
          if let start = waiting {
            open.append((start, depth))
            waiting = nil
          }
          depth += 1
        } else if character == "}" {
          depth -= 1
          if let last = open.last, last.depth == depth {
            found.append((last.start, number + 2 - last.start))
            open.removeLast()
          }
        }
      }
    }
    return found
  }
}
