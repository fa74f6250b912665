import Vocabulary

/// A graph as an SVG picture (w3.org/TR/SVG11) of our own layout: it has no script, and loads nothing.
struct GraphSVG {
  private let graph: RecordGraph
  private let layout: GraphLayout

  init(_ graph: RecordGraph) { (self.graph, layout) = (graph, GraphLayout(graph)) }

  var text: String {
    let (width, height) = (Self.number(layout.width), Self.number(layout.height))
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      font-family="system-ui, sans-serif">
      <style>path:hover { stroke: \(GraphColors.text); stroke-width: 3 }</style>
      <rect width="\(width)" height="\(height)" fill="\(GraphColors.ground)"/>
      <g fill="none" stroke="\(GraphColors.line)" stroke-width="1.2">

      """
    for line in layout.lines {
      let link = graph.links[line.link]
      let dashes = link.label == nil ? "" : " stroke-dasharray=\"4 3\""
      let ends = [link.start, link.end].map { Self.escaped(graph.records[$0].label) }
      text += "<path d=\"\(Self.path(line))\"\(dashes)><title>\(ends.joined(separator: " – "))</title></path>\n"
    }
    text += "</g>\n"
    for box in layout.boxes { text += self.box(box) }
    for line in layout.lines {
      guard let label = graph.links[line.link].label else { continue }
      text += "<text x=\"\(Self.number(line.middle.x))\" y=\"\(Self.number(line.middle.y + 3))\" font-size=\"10\""
      text += " text-anchor=\"middle\" fill=\"\(GraphColors.quietText)\" stroke=\"\(GraphColors.ground)\""
      text += " stroke-width=\"4\" paint-order=\"stroke\">\(Self.escaped(label))</text>\n"
    }
    return text + "</svg>\n"
  }

  /// A picture within the picture, so that nothing of it can be outside, whatever font the browser has.
  private func box(_ box: GraphLayout.Box) -> String {
    let record = graph.records[box.record]
    let colors = GraphColors(record.tone)
    let (title, note) = GraphLayout.texts(record)
    let (width, height) = (Self.number(box.width), Self.number(GraphLayout.boxHeight))
    let x = Self.number(GraphLayout.padding)
    return """
      <svg id="\(record.key)" x="\(Self.number(box.x))" y="\(Self.number(box.y))" width="\(width)" height="\(height)">\
      <title>\(Self.escaped(record.label)) (\(Self.escaped(record.note)))</title>\
      <rect x="1" y="1" width="\(Self.number(box.width - 2))" height="\(Self.number(GraphLayout.boxHeight - 2))" rx="5" \
      fill="\(colors.fill)" stroke="\(colors.border)" stroke-width="1.5"/>\
      <text x="\(x)" y="18" font-size="\(Self.number(GraphLayout.titleSize))" fill="\(GraphColors.text)">\
      \(Self.escaped(title))</text>\
      <text x="\(x)" y="33" font-size="\(Self.number(GraphLayout.noteSize))" fill="\(GraphColors.quietText)">\
      \(Self.escaped(note))</text></svg>

      """
  }

  /// Curves between columns, and straight lines through them.
  private static func path(_ line: GraphLayout.Line) -> String {
    let points = line.points
    var text = "M\(number(points[0].x)) \(number(points[0].y))"
    for (place, bend) in line.bends.enumerated() {
      let (start, end) = (points[2 * place], points[2 * place + 1])
      if place > 0 { text += "H\(number(start.x))" }
      let x = number(bend)
      text += "C\(x) \(number(start.y)) \(x) \(number(end.y)) \(number(end.x)) \(number(end.y))"
    }
    return text
  }

  /// Half pixels are exact enough.
  private static func number(_ value: Double) -> String {
    let halves = Int((value * 2).rounded())
    return halves % 2 == 0 ? String(halves / 2) : "\(halves / 2).5"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
