import Catalogue
import Vocabulary

/// Hashes that a lane made before the transaction: making one takes a quarter of a second, and all writes wait for the
/// writer.
package struct Secrets: Sendable {
  package struct Key: Sendable, Equatable {
    package let plain: String
    package let hash: String
    package init(plain: String, hash: String) { (self.plain, self.hash) = (plain, hash) }
  }

  /// The comparison of a secret with stored hashes before the transaction.
  package struct Comparison: Sendable {
    /// The stored hashes that were compared.
    package var compared: Set<String>
    /// Those of them that are hashes of the secret.
    package var matching: Set<String>
    package init(compared: Set<String>, matching: Set<String>) { (self.compared, self.matching) = (compared, matching) }
  }

  /// The hashes of each secret, one for each time that it was given, since equal passwords get different salts.
  private var hashes: [String: [String]] = [:]
  /// New keys for records without a given one.
  private var keys: [Key] = []
  private var comparisons: [String: Comparison] = [:]
  /// The secret of each of these hashes.
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

  func has(hashOf plain: String) -> Bool { hashes[plain]?.isEmpty == false }

  /// Whether a key is left for a record without a given one.
  package var hasKey: Bool { !keys.isEmpty }

  /// - Throws: `internal` if the secret was not prepared.
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
    return keys.removeLast()
  }

  /// Whether the stored hash is of the plain secret, if that is known; nil if they would have to be compared.
  func matches(_ plain: String, _ stored: StoredSecret) -> Bool? {
    guard stored.isHash else { return stored.matches(plain) }
    if let origin = origins[stored.stored] { return origin == plain }
    guard let comparison = comparisons[plain], comparison.compared.contains(stored.stored) else { return nil }
    return comparison.matching.contains(stored.stored)
  }
}
