/// Metrics in the text format that Prometheus reads, version 0.0.4
/// (prometheus.io/docs/instrumenting/exposition_formats).
package struct Exposition {
  package enum Kind: String { case counter, gauge, summary }

  package private(set) var text = ""
  private let prefix: String

  /// - Parameter prefix: what all names start with.
  package init(prefix: String) { self.prefix = prefix }

  /// Begins a metric: its help and its type, before all of its samples.
  package mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(prefix)\(name) \(Self.escaped(help))\n# TYPE \(prefix)\(name) \(kind.rawValue)\n"
  }

  package mutating func sample(_ name: String, _ labels: [(name: String, value: String)] = [], _ value: String) {
    let labels = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
    text += prefix + name + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") + " \(value)\n"
  }

  /// A metric with one sample.
  package mutating func metric(
    _ name: String, _ kind: Kind, _ help: String, _ labels: [(name: String, value: String)] = [], _ value: String
  ) {
    begin(name, kind, help)
    sample(name, labels, value)
  }

  /// Microseconds in seconds, exactly.
  package static func seconds(microseconds: Int64) -> String {
    let (whole, part) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let digits = String(part.magnitude)
    let sign = microseconds < 0 && whole == 0 ? "-" : ""
    return "\(sign)\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
  }

  private static func escaped(_ text: String, quotes: Bool = false) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    return quotes ? escaped.replacing("\"", with: "\\\"") : escaped
  }
}
