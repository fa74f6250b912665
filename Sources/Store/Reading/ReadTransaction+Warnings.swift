package import Catalogue
import Engine

extension ReadTransaction {
  /// A sentence for each field with public keys that the server's clients cannot read, with the first few ids.
  package func warnings() throws(Failure) -> [String] {
    var sentences: [String] = []
    for entity in model.entities {
      for field in entity.fields where field.kind == .publicKey {
        let ids = try flawedKeys(field, of: entity).map(\.id)
        guard !ids.isEmpty else { continue }
        let what = ids.count == 1 ? entity.entity.words : entity.entity.plural
        let shown = ids.prefix(10).map { String($0) }.joined(separator: ", ") + (ids.count > 10 ? ", …" : "")
        sentences.append(
          "the server's clients cannot read the \(field.name) of \(ids.count) \(what) (\(shown)): "
            + "'\(entity.name) get' says why")
      }
    }
    return sentences
  }

  /// The records whose stored key the server or its clients cannot use, and why.
  func flawedKeys(
    _ field: BoundField, of entity: BoundEntity
  ) throws(Failure) -> [(id: Int64, flaw: PublicKey.StoredFlaw)] {
    guard case .own(let column) = field.source else { return [] }
    let statement = try database.statement(
      "SELECT id, \(quoted(column)) FROM \(quoted(entity.table)) WHERE length(\(quoted(column))) > 0 ORDER BY id", [])
    var flawed: [(id: Int64, flaw: PublicKey.StoredFlaw)] = []
    while try statement.next() {
      if let flaw = PublicKey.flaw(of: statement.stored(1)) {
        flawed.append((statement.integer(0), flaw))
      }
    }
    return flawed
  }
}
