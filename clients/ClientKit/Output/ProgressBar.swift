import Glibc
package import JSON

/// Shows on standard error how far a call is: one line, which is written over and leaves nothing behind.
package final class ProgressBar {
  private var isShown = false

  package init() {}

  /// Shows the parameters of an `rpc.progress`.
  package func show(_ params: JSON) {
    write("\r" + Self.line(params, width: Terminal.size(2).columns - 1) + Self.clearRest)
    isShown = true
  }

  /// Takes the line away, so that something else can be written.
  package func clear() {
    guard isShown else { return }
    write("\r" + Self.clearRest)
    isShown = false
  }

  /// Erase in line (ECMA-48, section 8.3.41).
  private static let clearRest = "\u{1B}[K"
  private static let barColumns = 20

  /// `copying the database  45 %  [=========           ]  1.2 GB of 2.6 GB, 310 MB/s, 4 s left`, without the parts for
  /// which there is no room.
  static func line(_ params: JSON, width: Int) -> String {
    let stage = Escape.controls(in: params["stage"]?.string ?? "")
    let unit = params["unit"]?.string ?? ""
    let done = max(0, params["done"]?.integer ?? 0)
    let rate = params["rate"]?.integer ?? 0
    guard let total = params["total"]?.integer, total > 0 else {
      return fitting(done > 0 ? [stage, "  \(quantity(done, unit))"] : [stage], width)
    }
    let share = min(100, Int(Double(done) * 100 / Double(total)))
    var numbers = "  \(quantity(done, unit)) of \(quantity(total, unit))"
    if rate > 0 {
      numbers += ", \(quantity(rate, unit))/s"
      if total > done { numbers += ", \(Quantity.seconds((total - done + rate - 1) / rate)) left" }
    }
    let filled = share * barColumns / 100
    let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: barColumns - filled)
    return fitting([stage, "  \(share) %", "  [\(bar)]", numbers], width)
  }

  private static func fitting(_ parts: [String], _ width: Int) -> String {
    var line = ""
    for part in parts where DisplayWidth.of(line) + DisplayWidth.of(part) <= width { line += part }
    return line
  }

  private static func quantity(_ number: Int64, _ unit: String) -> String {
    unit == "bytes" ? Quantity.bytes(number) : Quantity.count(number) + " " + Escape.controls(in: unit)
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(2, bytes, bytes.count)
  }
}
