import Catalogue
import JSON
import Linux
import Store
import Synchronization
import Vocabulary

/// A file that was read and looked through before the transaction, and the hashes of its secrets.
struct ImportPlan: Sendable {
  let file: ImportFile
  /// In the order in which their records are made.
  let entities: [ExchangeEntity]
  private(set) var secrets = Secrets()
  /// Secrets that existing records have already, by record: they are not set again.
  private(set) var kept: [ImportFile.Place: Set<String>] = [:]

  /// A secret of the file that has to be compared or hashed.
  private struct Given: Sendable {
    let place: ImportFile.Place
    let field: String
    let secret: String
    /// What an existing record has; nil without one.
    let stored: String?
  }

  /// Errors of the file do not end it: the run tells them with its own.
  init(
    _ source: SentFile, _ form: ServerForm, _ database: Database, _ options: ServiceOptions, _ work: LongWork
  ) throws(Failure) {
    let model = database.model
    entities = ExchangeEntity.all(model)
    var given: [Given] = []
    var keyCount = 0
    file = try database.read { (transaction) throws(Failure) in
      try ImportFile(source, form, work, model) { (record, place) throws(Failure) in
        let entity = try model.entity(record.kind)
        try Self.check(record, entity)
        for field in entity.fields where field.isHashed {
          let value = record.values.members.first { field.field.answers(to: $0.key) }?.value
          if let secret = value.flatMap(ImportValue.plainSecret), !secret.isEmpty {
            given.append(
              Given(
                place: place, field: field.name, secret: secret,
                stored: try transaction.stored(field, of: entity, record.values)))
          } else if value == nil, field.field.fallback == .key, try !transaction.has(entity, record.values) {
            keyCount += 1
          }
        }
      }
    }
    try prepare(given, keyCount, options, work)
  }

  private static func check(_ record: ImportRecord, _ entity: BoundEntity) throws(Failure) {
    guard entity.entity.verbs.contains(.create) else {
      throw Failure(
        .invalid, "\(entity.entity.plural) are the server's own and are not imported", entity: entity.name)
    }
  }

  /// Compares and hashes on all processors: each takes about a quarter of a second.
  private mutating func prepare(
    _ given: [Given], _ keyCount: Int, _ options: ServiceOptions, _ work: LongWork
  ) throws(Failure) {
    let results = Results()
    let count = given.count + keyCount
    _ = Parallel.firstIndex(count + 1, until: { work.isCancelled() }) { index in
      if index < given.count {
        let one = given[index]
        if let stored = one.stored, StoredSecret(stored).matches(one.secret) {
          results.list.withLock { $0.kept.append(index) }
        } else if let hash = options.hash(one.secret) {
          results.list.withLock { $0.hashes.append((one.secret, hash)) }
        }
      } else if index < count {
        let key = RandomKey.make()
        if let hash = options.hash(key) {
          results.list.withLock { $0.keys.append(Secrets.Key(plain: key, hash: hash)) }
        }
      }
      return false
    }
    if let reason = work.endReason() { throw reason }
    let found = results.list.withLock { $0 }
    for index in found.kept { kept[given[index].place, default: []].insert(given[index].field) }
    for (secret, hash) in found.hashes { secrets.add(hash: hash, of: secret) }
    for key in found.keys { secrets.add(key) }
  }

  private final class Results: Sendable {
    struct List {
      var kept: [Int] = []
      var hashes: [(String, String)] = []
      var keys: [Secrets.Key] = []
    }
    let list = Mutex(List())
  }
}

extension ReadTransaction {
  /// The stored secret of the record that the values name; nil without one.
  fileprivate func stored(
    _ field: BoundField, of entity: BoundEntity, _ values: JSON.Object
  ) throws(Failure) -> String? {
    guard let id = try id(entity, values) else { return nil }
    return try secret(field.name, of: entity, .id(id))
  }

  fileprivate func has(_ entity: BoundEntity, _ values: JSON.Object) throws(Failure) -> Bool {
    try id(entity, values) != nil
  }

  /// The record that the values name.
  private func id(_ entity: BoundEntity, _ values: JSON.Object) throws(Failure) -> Int64? {
    let key = entity.naturalKey.map { (field: $0, value: values[$0.name] ?? .null) }
    guard !key.isEmpty, key.allSatisfy({ $0.value.string != nil }) else { return nil }
    let ids = try ids(of: .natural(key), entity)
    return ids.count == 1 ? ids.first : nil
  }
}
