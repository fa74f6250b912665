import Catalogue
import Linux
import Store
package import Synchronization
package import Vocabulary

/// Counts of what the daemon did since it started, for `database.status`.
package final class Metrics: Sendable {
  package let startedAt: Moment
  private let start = monotonicNanoseconds()
  /// The histograms by the names of the methods. They are made with the table of operations, so that recording
  /// allocates nothing.
  private let histograms = Mutex<[String: Histogram]>([:])
  /// Calls of unknown methods.
  let unknown = Histogram()
  /// Commits of the writer, one for each group.
  let commits = Histogram()
  /// Open connections.
  package let connections = Atomic<Int>(0)
  /// What messages take that connections hold, and what those of more than 1 MiB take.
  package let memory = MemoryUse()
  package let largeMemory = MemoryUse()

  package init(startedAt: Moment = .now) { self.startedAt = startedAt }

  package var uptimeSeconds: Int64 { (monotonicNanoseconds() - start) / 1_000_000_000 }

  func histogram(of method: String) -> Histogram {
    histograms.withLock { histograms in
      if let known = histograms[method] { return known }
      let made = Histogram()
      histograms[method] = made
      return made
    }
  }

  /// The methods that were called, by name.
  var calls: [(method: String, summary: Histogram.Summary)] {
    let known = histograms.withLock { $0 }.sorted { $0.key < $1.key } + [("", unknown)]
    return known.map { (method: $0.0, summary: $0.1.summary) }.filter { $0.summary.count > 0 }
  }
}
