package import Catalogue
import Engine

extension ReadTransaction {
  /// A sentence for each field with public keys that the server's clients cannot read, with the first few ids.
  package func warnings() throws(Failure) -> [String] {
    var sentences: [String] = []
    for entity in model.entities {
      for field in entity.fields where field.kind == .publicKey {
        let ids = try unreadableKeys(field, of: entity)
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

  private func unreadableKeys(_ field: BoundField, of entity: BoundEntity) throws(Failure) -> [Int64] {
    guard case .own(let column) = field.source else { return [] }
    let statement = try database.statement(
      "SELECT id, \(quoted(column)) FROM \(quoted(entity.table)) WHERE length(\(quoted(column))) > 0 ORDER BY id", [])
    var ids: [Int64] = []
    while try statement.next() {
      let isText = statement.storageClass(1) == .text
      if PublicKey.complaint(ofStored: Array(statement.bytes(1)), isText: isText) != nil {
        ids.append(statement.integer(0))
      }
    }
    return ids
  }
}
