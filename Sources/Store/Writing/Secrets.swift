import Catalogue

/// Hashes that were made before the transaction, since making one takes a quarter of a second and everybody's writes wait
/// for the writer.
package struct Secrets: Sendable {
  package struct Key: Sendable, Equatable {
    package let plain: String
    package let hash: String
    package init(plain: String, hash: String) { (self.plain, self.hash) = (plain, hash) }
  }

  /// For each secret as it was given, one hash for each time it was given: equal passwords get different salts.
  private var hashes: [String: [String]] = [:]
  /// Fresh keys for records that were given none.
  private var keys: [Key] = []

  package init() {}

  package mutating func add(hash: String, of plain: String) { hashes[plain, default: []].append(hash) }
  package mutating func add(_ key: Key) { keys.append(key) }

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
}
