import JSON
import YAML

/// Where the lines of a file of records come from.
struct RecordSource {
  let name: String
  /// The values of a YAML file, by line of the file that the daemon reads; nil for a file of JSON lines.
  private let nodes: [YAMLNode]?

  init(name: String, nodes: [YAMLNode]?) { (self.name, self.nodes) = (name, nodes) }

  /// `FILE:12`
  /// - Parameters:
  ///   - line: of what the daemon reads.
  ///   - path: the value within the record: `users[0].email`.
  func place(_ line: Int, _ path: String?) -> String { "\(name):\(self.line(line, path))" }

  /// The line of the file itself.
  private func line(_ line: Int, _ path: String?) -> Int {
    guard let nodes else { return line }
    guard nodes.indices.contains(line - 1) else { return 1 }
    var node = nodes[line - 1]
    for part in path?.split(whereSeparator: { ".[]".contains($0) }) ?? [] {
      let next = Int(part).flatMap { place in node.items.flatMap { $0.indices.contains(place) ? $0[place] : nil } }
      guard let next = next ?? node[String(part)] else { break }
      node = next
    }
    return node.line
  }
}
