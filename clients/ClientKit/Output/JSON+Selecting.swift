package import JSON

extension JSON {
  /// Only what stands at the paths, for answers that the daemon gives whole.
  package func selecting(_ paths: [String]) -> JSON {
    selecting(paths.map { $0.split(separator: ".")[...] })
  }

  private func selecting(_ paths: [ArraySlice<Substring>]) -> JSON {
    switch self {
    case .array(let items): return .array(items.map { $0.selecting(paths) })
    case .object(let object):
      var selected = Object()
      for path in paths {
        guard let step = path.first.map(String.init), selected[step] == nil, let value = object[step] else { continue }
        let below = paths.filter { $0.first.map(String.init) == step }.map { $0.dropFirst() }
        selected[step] = below.contains { $0.isEmpty } ? value : value.selecting(below)
      }
      return .object(selected)
    default: return self
    }
  }
}
