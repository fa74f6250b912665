import ClientKit
import JSON

extension Command {
  static let graph = Command(
    name: "graph", synopsis: "",
    help:
      "Draw the collaborations with their nodes and organizations, or a task with its results, and all states: in the "
      + "language of Graphviz, with -o mermaid in that of Mermaid, with -o svg as a picture for browsers. The other "
      + "formats show what would be drawn.",
    examples: [
      "vctl graph -o svg > network.svg", "vctl graph --collaboration example -o mermaid",
      "vctl graph --task 12 -o svg > task.svg", "vctl graph | dot -Tpdf > network.pdf",
    ],
    options: graphOptions, describedBy: method, formats: GraphFormat.allCases.map(\.rawValue), methods: [method]
  ) { words, arguments, settings in
    guard words.isEmpty else { throw UsageError("graph takes no '\(Escape.controls(in: words[0]))'") }
    let format = settings.commandFormat.flatMap { GraphFormat(rawValue: $0) }
    let layout = try arguments.value("layout").map { word throws(UsageError) in try GraphPicture.Layout(word) }
    guard layout == nil || format == .svg else { throw UsageError("--layout goes with -o svg only") }
    var session = try Session(settings)
    let parameters = try session.overview().methods.first { $0.name == method }?.parameters ?? []
    var params = JSON.Object()
    for parameter in parameters {
      params[parameter.name] = try arguments.value(parameter.name).map { text throws(UsageError) in
        try ValueReader(.system()).value(text, parameter.kind, parameter.name)
      }
    }
    let answer = try session.call(method, params, parameters.compactMap { OptionDescription($0) }, changes: false)
    var text = ""
    switch format ?? (settings.format == .table ? .dot : nil) {
    case .dot: text = GraphDot(RecordGraph(answer)).text
    case .mermaid: text = GraphMermaid(RecordGraph(answer)).text
    case .svg: text = try GraphPicture.text(RecordGraph(answer), layout)
    case nil:
      var format = settings.format.make([], key: [], settings.style)
      format.record(answer, to: &text)
    }
    try session.output.write(text)
    try session.finish()
  }

  private static let method = "database.graph"

  private static let graphOptions = [
    OptionDescription(
      "layout", takes: "WORD",
      "Who places the boxes of -o svg: dot, Graphviz's program, or own. By default dot if it is installed and the picture "
        + "is not large.")
  ]
}

/// The formats that only pictures have.
private enum GraphFormat: String, CaseIterable {
  case dot, mermaid, svg
}

/// A graph as an SVG picture, laid out by Graphviz or by ourselves.
private enum GraphPicture {
  enum Layout {
    case dot, own

    init(_ word: String) throws(UsageError) {
      switch word {
      case "dot": self = .dot
      case "own": self = .own
      default: throw UsageError("--layout takes dot or own, not '\(Escape.controls(in: word))'")
      }
    }
  }

  /// The most records for which `dot` is asked unless somebody wants it: it takes minutes for thousands.
  private static let dotMax = 400

  static func text(_ graph: RecordGraph, _ layout: Layout?) throws -> String {
    if layout == .dot || layout == nil && graph.records.count <= dotMax {
      if let picture = try DotProgram.picture(GraphDot(graph).text) { return picture }
      guard layout == nil else {
        throw Ending(.refused, "cannot run Graphviz's program 'dot'", hint: "'--layout own' needs no other program")
      }
    }
    return GraphSVG(graph).text
  }
}
