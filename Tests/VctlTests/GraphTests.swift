import Glibc
import JSON
import TestData
import Testing

@Suite("vctl graph")
struct GraphTests {
  private static func run(_ words: [String], _ answer: JSON) throws -> Vctl.Outcome {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["database.graph": .result(answer)])
    return try Vctl.run(["graph", "--socket", server.path] + words)
  }

  /// Our own picture of an answer, as it is drawn.
  private static func drawing(_ answer: JSON) throws -> SVGDrawing {
    let outcome = try run(["-o", "svg", "--layout", "own"], answer)
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    return SVGDrawing(outcome.output)
  }

  private static let hostile = "\"><script>&amp;\\N\\\"\n\u{1B}[31m\u{202E}`end` #35; 'אבג' 🏢\u{FFFF}]] -->"

  private static let small: JSON = [
    "records": [
      ["key": "a_1", "entity": "a", "id": 1, "label": "first", "level": 0],
      [
        "key": "some_thing_2", "entity": "some_thing", "id": 2, "label": .string(hostile), "level": 1, "note": "first",
        "state": "online", "tone": "good",
      ],
      ["key": "c_3", "entity": "c", "id": 3, "label": "third", "level": 2, "state": "failed", "tone": "bad"],
      ["key": "c_4", "entity": "c", "id": 4, "label": "alone", "level": 2, "state": "odd", "tone": "unheard"],
    ],
    "links": [
      ["from": "a_1", "to": "some_thing_2"], ["from": "some_thing_2", "to": "c_3"],
      ["from": "a_1", "to": "c_3", "label": "by <itself>"], ["from": "a_1", "to": "nowhere"],
    ],
  ]

  @Test("draws what the daemon answers, whatever it is", arguments: ["dot", "mermaid", "svg"])
  func formats(format: String) throws {
    let own = format == "svg" ? ["--layout", "own"] : []
    let outcome = try Self.run(["-o", format] + own, Self.small)
    #expect(outcome.status == 0 && outcome.errors == "")
    try expectGolden(outcome.output, "graph.\(format)")
    if format == "dot" { #expect(try Self.run([], Self.small).output == outcome.output) }
  }

  @Test("shows what would be drawn in the other formats")
  func data() throws {
    #expect(try JSON(parsing: Self.run(["-o", "json"], Self.small).output) == Self.small)
  }

  @Test("names that mean something to XML stay names, and nothing else is in the picture")
  func escaping() throws {
    let text = try Self.run(["-o", "svg", "--layout", "own"], Self.small).output
    let tag = #/<\/?(?:svg|style|g|rect|path|title|text)(?: [a-zA-Z-]+="[^"<>&]*")*\/?>/#
    let rest = text.replacing("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", with: "").replacing(tag, with: "")
      .replacing(#/&(?:amp|lt|gt|quot);/#, with: "")
    #expect(!rest.contains { "<>&\"\u{1B}\u{202E}\u{FFFF}".contains($0) }, "\(rest)")
    #expect(text.contains("&quot;&gt;&lt;script&gt;&amp;amp;"))
  }

  @Test("a long name is cut, and whole in the box's title")
  func longNames() throws {
    let name = String(repeating: "Wide Hospital ", count: 30)
    let answer: JSON = [
      "records": [["key": "a_1", "entity": "a", "id": 1, "label": .string(name), "level": 0]], "links": [],
    ]
    let text = try Self.run(["-o", "svg", "--layout", "own"], answer).output
    #expect(text.contains("<title>\(name) (a 1)</title>") && text.contains("…</text>"), "\(text)")
    #expect(try Self.drawing(answer).boxes[0].width < 350)
  }

  @Test("an empty database is an empty picture")
  func empty() throws {
    let drawing = try Self.drawing(["records": [], "links": []])
    #expect(drawing.boxes.isEmpty && drawing.paths.isEmpty)
    #expect(try Self.run([], ["records": [], "links": []]).output.hasSuffix("}\n"))
  }

  @Test(
    "no two boxes have a point in common, all are in the picture, and no line passes through one",
    arguments: [5, 20, 100, 200, 500])
  func layout(count: Int) throws {
    var random = SeededGenerator(seed: UInt64(count))
    for _ in 0..<4 {
      let answer = Self.answer(count, &random)
      let drawing = try Self.drawing(answer)
      #expect(drawing.boxes.count == count)
      let sorted = drawing.boxes.sorted { $0.y < $1.y }
      for (place, box) in sorted.enumerated() {
        #expect(box.x >= 0 && box.y >= 0 && box.right <= drawing.width && box.bottom <= drawing.height)
        for other in sorted[(place + 1)...].prefix(while: { $0.y <= box.bottom }) {
          #expect(other.x > box.right || box.x > other.right, "\(box) \(other)")
        }
        for pass in drawing.passes where pass.y >= box.y && pass.y <= box.bottom {
          #expect(pass.right <= box.x || pass.left >= box.right, "\(box) \(pass)")
        }
      }
      #expect(drawing.paths.count == answer["links"]?.array?.count)
      #expect(try Self.drawing(answer) == drawing, "the same graph has the same picture")
    }
  }

  /// Up to five levels, names of any length, and links from each level to higher ones.
  private static func answer(_ count: Int, _ random: inout SeededGenerator) -> JSON {
    let levels = Int.random(in: 1...5, using: &random)
    var records: [JSON] = []
    var byLevel: [[Int]] = Array(repeating: [], count: levels)
    for id in 0..<count {
      let level = Int.random(in: 0..<levels, using: &random)
      byLevel[level].append(id)
      let name = String(repeating: "Wm医🏢i ", count: Int.random(in: 0...12, using: &random))
      records.append([
        "key": .string("r_\(id)"), "entity": "r", "id": .integer(Int64(id)), "label": .string(name),
        "level": .integer(Int64(level)), "state": "pending", "tone": "idle",
      ])
    }
    var links: [JSON] = []
    for (level, ids) in byLevel.enumerated() {
      let higher = byLevel[(level + 1)...].joined()
      for id in ids {
        for other in higher.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)) {
          links.append(["from": .string("r_\(id)"), "to": .string("r_\(other)")])
        }
      }
    }
    return ["records": .array(records), "links": .array(links)]
  }

  @Test("Graphviz understands every name, and where it is missing our own layout is used")
  func graphviz() throws {
    let path = "/usr/local/bin:/usr/bin:/bin"
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, actions: ["database.graph": .result(Self.small)])
    func run(_ words: [String], _ path: String) throws -> Vctl.Outcome {
      try Vctl.run(["graph", "-o", "svg", "--socket", server.path] + words, environment: ["PATH": path])
    }
    let none = try run(["--layout", "dot"], "/nonexistent")
    #expect(none.status == 1 && none.errors.contains("'dot'") && none.errors.contains("--layout own"), "\(none)")
    let own = try run(["--layout", "own"], "/nonexistent").output
    #expect(try run([], "/nonexistent").output == own)
    guard path.split(separator: ":").contains(where: { access("\($0)/dot", X_OK) == 0 }) else {
      return print("skipped: 'dot' is not installed")
    }
    let picture = try run([], path)
    #expect(picture.status == 0 && picture.errors == "", "\(picture.errors)")
    #expect(picture.output.contains("Generated by graphviz"))
    #expect(try run(["--layout", "dot"], path).output == picture.output)
    #expect(picture.output.contains("&quot;&gt;&lt;script&gt;&amp;amp;\\N\\&quot;\\n\\e[31m"), "\(picture.output)")
  }

  @Test("the options are the parameters that the daemon describes")
  func options() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    func run(_ words: String...) throws -> Vctl.Outcome { try Vctl.run(["graph", "--socket", server.path] + words) }
    let help = try run("--help").output
    #expect(help.contains("--task N") && help.contains("--collaboration TEXT") && help.contains("--layout WORD"))
    let tree = try run("--task", "1").output
    #expect(tree.contains("task_1 -> result_1\n") && tree.contains("task_1 -> task_2\n"), "\(tree)")
    let network = try run("--collaboration", "ZEPPELIN", "-o", "mermaid").output
    #expect(network.hasPrefix("flowchart LR\n") && network.contains("ZEPPELIN"), "\(network)")
    #expect(try run("--collaboration", "1").output.contains("collaboration_1"))
  }

  @Test(
    "says what is wrong",
    arguments: [
      (["now"], 2, "graph takes no 'now'"), (["--layout", "own"], 2, "--layout goes with -o svg only"),
      (["-o", "svg", "--layout", "neat"], 2, "--layout takes dot or own, not 'neat'"),
      (["--tsk", "1"], 2, "did you mean '--task'?"), (["--task", "x"], 2, "task"),
      (["--task", "999"], 3, "no task 999"),
      (["--task", "1", "--collaboration", "1"], 1, "exclude each other"),
      (["--collaboration", "ZEPELIN"], 3, "no collaboration 'ZEPELIN'"), (["-o", "png"], 2, "unknown format 'png'"),
    ])
  func refusals(words: [String], status: Int32, message: String) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["graph", "--socket", server.path] + words)
    #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome)")
    #expect(outcome.output == "")
  }

  @Test("its formats and options are completed, and only it has them")
  func completion() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    func words(_ line: String...) throws -> Set<Substring> {
      let output = try Vctl.run(
        ["complete", "--timeout", "30", "--"] + line, environment: ["VCTL_SOCKET": server.path]
      ).output
      return Set(output.split(separator: "\n").map { $0.prefix { $0 != "\t" } })
    }
    #expect(try words("graph", "-o", "").isSuperset(of: ["svg", "dot", "mermaid", "json"]))
    #expect(try !words("status", "-o", "").contains("svg"))
    #expect(try words("graph", "--").isSuperset(of: ["--task", "--collaboration", "--layout"]))
    #expect(try words("graph", "--collaboration", "").contains("ZEPPELIN"))
    let refusal = try Vctl.run(["user", "list", "-o", "svg", "--socket", server.path])
    #expect(refusal.status == 2 && refusal.errors.contains("'svg' is that of 'vctl graph' only"))
  }
}
