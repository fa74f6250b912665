/// The texts of a file: what stands in its string literals, a line each.
struct Texts {
  struct Text {
    let line: Int
    let text: String
  }

  private(set) var all: [Text] = []

  init(_ file: SourceFile) {
    var isInText = false
    for (number, line) in file.lines.enumerated() {
      let marks = line.ranges(of: "\"\"\"").count
      defer { if marks % 2 == 1 { isInText.toggle() } }
      if isInText, marks == 0 { add(line, at: number + 1) }
      guard !isInText, marks == 0, line.first(where: { $0 != " " }) != "/" else { continue }
      for literal in line.matches(of: #/"((?:[^"\\]|\\.)*)"/#) { add(literal.1, at: number + 1) }
    }
  }

  /// Values that a text is made of are code.
  private mutating func add(_ text: Substring, at line: Int) {
    all.append(Text(line: line, text: String(text.replacing(#/\\\([^)]*\)/#, with: " "))))
  }
}
