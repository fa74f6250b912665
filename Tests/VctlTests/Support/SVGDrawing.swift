/// What stands where in a picture that `vctl graph` drew.
struct SVGDrawing: Equatable {
  struct Box: Equatable {
    let x: Double
    let y: Double
    let width: Double
    let height: Double
    var right: Double { x + width }
    var bottom: Double { y + height }
  }

  /// A line that goes through a column.
  struct Pass: Equatable {
    let left: Double
    let right: Double
    let y: Double
  }

  let width: Double
  let height: Double
  let boxes: [Box]
  let paths: [String]
  let passes: [Pass]

  init(_ text: String) {
    func number(_ text: Substring?) -> Double { text.flatMap { Double($0) } ?? -1 }
    let frame = text.firstMatch(of: #/viewBox="0 0 ([0-9.]+) ([0-9.]+)"/#)
    (width, height) = (number(frame?.1), number(frame?.2))
    boxes = text.matches(of: #/<svg id="[^"]*" x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)">/#).map {
      Box(x: number($0.1), y: number($0.2), width: number($0.3), height: number($0.4))
    }
    paths = text.matches(of: #/<path d="([^"]*)"/#).map { String($0.1) }
    passes = paths.flatMap { path in
      path.matches(of: #/([0-9.]+) ([0-9.]+)H([0-9.]+)/#).map {
        Pass(left: number($0.1), right: number($0.3), y: number($0.2))
      }
    }
  }
}
