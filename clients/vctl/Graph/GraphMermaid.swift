import Vocabulary

/// A graph in the language of Mermaid (mermaid.js.org/syntax/flowchart.html).
struct GraphMermaid {
  private let graph: RecordGraph

  init(_ graph: RecordGraph) { self.graph = graph }

  var text: String {
    var text = "flowchart LR\n"
    for record in graph.records {
      text += "  \(record.key)[\"\(Self.escaped(record.label))<br/>\(Self.escaped(record.note))\"]\n"
    }
    for link in graph.links {
      let label = link.label.map { "-.->|\"\(Self.escaped($0))\"|" } ?? "-->"
      text += "  \(graph.records[link.start].key) \(label) \(graph.records[link.end].key)\n"
    }
    for tone in Tone.allCases {
      let keys = graph.records.filter { $0.tone == tone }.map(\.key)
      guard !keys.isEmpty else { continue }
      let colors = GraphColors(tone)
      text += "  classDef \(tone.rawValue) fill:\(colors.fill),stroke:\(colors.border),color:\(GraphColors.text)\n"
      text += "  class \(keys.joined(separator: ",")) \(tone.rawValue)\n"
    }
    return text
  }

  /// Every ASCII character that could mean something is written by its number. Mermaid still breaks the line at `\n`, so
  /// a word joiner follows each backslash.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      let isPlain = !scalar.isASCII || scalar == " " || Character(scalar).isLetter || Character(scalar).isNumber
      escaped += isPlain ? String(scalar) : "#\(scalar.value);"
      if scalar == "\\" { escaped += "#8288;" }
    }
  }
}
