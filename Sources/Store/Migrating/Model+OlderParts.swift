package import Catalogue

extension Model {
  /// Whether the file has tables or columns of an older generation, beside those in which they were succeeded.
  package var hasOlderParts: Bool {
    entities.contains { entity in
      entity.entity.tables.contains { $0 != entity.table && layout.has($0) }
        || !Successor.all(of: entity, self).isEmpty
    }
  }
}
