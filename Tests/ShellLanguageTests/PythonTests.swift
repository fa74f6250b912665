import Glibc
import ShellLanguage
import Testing

/// A program with what real Python printed for it: see `Python/regenerate.py`.
struct PythonCase: CustomTestStringConvertible, Sendable {
  let program: String
  let output: String

  var testDescription: String { program }

  static func all(in file: String) -> [PythonCase] {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let lines = TextFile.read(folder + "/Python/" + file).split(separator: "\n", omittingEmptySubsequences: false)
    var cases: [PythonCase] = []
    var program: [Substring] = []
    var output: [Substring] = []
    func finish() {
      while output.last?.isEmpty == true { output.removeLast() }
      if !program.isEmpty {
        cases.append(PythonCase(program: program.joined(separator: "\n"), output: output.joined(separator: "\n")))
      }
      (program, output) = ([], [])
    }
    var isProgram = false
    for line in lines {
      if line.hasPrefix("> ") || line == ">" {
        if !isProgram { finish() }
        program.append(line.dropFirst(2))
        isProgram = true
      } else {
        isProgram = false
        output.append(line)
      }
    }
    finish()
    return cases
  }
}

enum TextFile {
  static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite("The language means what Python means")
struct PythonTests {
  @Test(
    "the tables are there",
    arguments: [
      ("numbers.txt", 70), ("texts.txt", 45), ("formats.txt", 20), ("lists.txt", 110), ("statements.txt", 35),
      ("display.txt", 25),
    ])
  func tables(_ file: String, _ least: Int) {
    #expect(PythonCase.all(in: file).count >= least)
  }

  @Test("numbers", arguments: PythonCase.all(in: "numbers.txt"))
  func numbers(_ example: PythonCase) { #expect(Session().run(example.program) == example.output) }

  @Test("texts", arguments: PythonCase.all(in: "texts.txt"))
  func texts(_ example: PythonCase) { #expect(Session().run(example.program) == example.output) }

  @Test("formats and f-strings", arguments: PythonCase.all(in: "formats.txt"))
  func formats(_ example: PythonCase) { #expect(Session().run(example.program) == example.output) }

  @Test("lists, tuples, dicts, comprehensions", arguments: PythonCase.all(in: "lists.txt"))
  func lists(_ example: PythonCase) { #expect(Session().run(example.program) == example.output) }

  @Test("statements and modules", arguments: PythonCase.all(in: "statements.txt"))
  func statements(_ example: PythonCase) { #expect(Session().run(example.program) == example.output) }

  @Test("values print as IPython prints them", arguments: PythonCase.all(in: "display.txt"))
  func display(_ example: PythonCase) { #expect(Session().run(example.program, isDisplay: true) == example.output) }
}
