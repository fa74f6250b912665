import Catalogue
import Vocabulary

/// Hashes that were made before the transaction, since making one takes a quarter of a second and everybody's writes wait
/// for the writer.
package struct Secrets: Sendable {
  package struct Key: Sendable, Equatable {
    package let plain: String
    package let hash: String
    package init(plain: String, hash: String) { (self.plain, self.hash) = (plain, hash) }
  }

  /// What a secret was compared with before the transaction.
  package struct Comparison: Sendable {
    /// The stored hashes that it was compared with.
    package var compared: Set<String>
    /// Those of them that are its own.
    package var matching: Set<String>
    package init(compared: Set<String>, matching: Set<String>) { (self.compared, self.matching) = (compared, matching) }
  }

  /// For each secret as it was given, one hash for each time it was given: equal passwords get different salts.
  private var hashes: [String: [String]] = [:]
  /// Fresh keys for records that were given none.
  private var keys: [Key] = []
  private var comparisons: [String: Comparison] = [:]
  /// The secret of each hash that was made here.
  private var origins: [String: String] = [:]

  package init() {}

  package mutating func add(hash: String, of plain: String) {
    hashes[plain, default: []].append(hash)
    origins[hash] = plain
  }
  package mutating func add(_ key: Key) {
    keys.append(key)
    origins[key.hash] = key.plain
  }
  package mutating func add(_ comparison: Comparison, of plain: String) { comparisons[plain] = comparison }

  /// - Throws: `internal` when nobody prepared it.
  mutating func hash(of plain: String) throws(Failure) -> String {
    guard let hash = hashes[plain]?.popLast() else {
      throw Failure(.internal, "the secret was not prepared", detail: "a hash is missing")
    }
    return hash
  }

  mutating func nextKey() throws(Failure) -> Key {
    guard !keys.isEmpty else {
      throw Failure(.internal, "the key was not prepared", detail: "a key is missing")
    }
    return keys.removeFirst()
  }

  /// Whether the stored secret is the plain one, as far as that can be told at once; nil where they would have to be
  /// compared.
  func matches(_ plain: String, _ stored: StoredSecret) -> Bool? {
    guard stored.isHash else { return stored.matches(plain) }
    if let origin = origins[stored.stored] { return origin == plain }
    guard let comparison = comparisons[plain], comparison.compared.contains(stored.stored) else { return nil }
    return comparison.matching.contains(stored.stored)
  }
}
