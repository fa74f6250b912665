/// A graph in the language of Graphviz (graphviz.org/doc/info/lang.html).
struct GraphDot {
  private let graph: RecordGraph

  init(_ graph: RecordGraph) { self.graph = graph }

  var text: String {
    var text = """
      digraph {
        rankdir=LR; ranksep=1.4; nodesep=0.12; bgcolor="\(GraphColors.ground)"
        node [shape=box, style="filled,rounded", fontname="sans-serif", fontsize=11, fontcolor="\(GraphColors.text)", \
      margin="0.12,0.06", height=0.3]
        edge [color="\(GraphColors.line)", arrowsize=0.5, fontname="sans-serif", fontsize=9, \
      fontcolor="\(GraphColors.quietText)"]

      """
    for record in graph.records {
      let colors = GraphColors(record.tone)
      let label = [record.label, record.note].map { Self.quoted(TextExtent.cut($0, to: 30)) + "\\l" }.joined()
      // Graphviz reads escapes of tooltips twice.
      let whole = [record.label, record.note].map { Self.quoted($0.replacing("\\", with: "\\\\")) }
      text += "  \(record.key) [label=\"\(label)\", tooltip=\"\(whole.joined(separator: "\\n"))\""
      text += ", fillcolor=\"\(colors.fill)\", color=\"\(colors.border)\"]\n"
    }
    for level in Set(graph.records.map(\.level)).sorted() {
      let keys = graph.records.filter { $0.level == level }.map(\.key)
      text += "  {rank=same; \(keys.joined(separator: "; "))}\n"
    }
    for link in graph.links {
      text += "  \(graph.records[link.start].key) -> \(graph.records[link.end].key)"
      text += (link.label.map { " [label=\"\(Self.quoted($0))\", style=dashed]" } ?? "") + "\n"
    }
    return text + "}\n"
  }

  /// Text within quotes. Backslashes would begin an escape, and `&` an entity of HTML.
  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("&", with: "&amp;")
  }
}
