import ClientKit
import JSON
package import ShellLanguage

/// A record as an object of the language: what was read, and the changes that are not saved yet.
package final class Record: HostObject {
  let shape: Shape
  let database: Database
  private(set) var id: Int64?
  /// As it was when the changes began; guards their save.
  private(set) var etag: String?
  private(set) var isDeleted = false
  /// What was read, as it came.
  private(set) var loaded = JSON.Object()
  private var epoch = -1
  /// Whether what printing needs was read too.
  private(set) var isPrintable = false
  /// How many changes this session had made when the etag was read.
  private var changesAtEtag = 0
  private(set) var batch: Batch?
  /// Secrets that this session gave or was told once.
  var secrets: [String: String] = [:]
  /// Changes by `=name`, related records by `@name`.
  private let held = HeldValues()
  private var relatedEpochs: [String: Int] = [:]
  /// The ids that a changed list had, by relation.
  private(set) var listBases: [String: [Int64]] = [:]

  init(_ shape: Shape, _ database: Database, id: Int64?) {
    (self.shape, self.database, self.id) = (shape, database, id)
  }

  package var typeName: String { shape.className }
  package var heldValues: HeldValues? { held }
  package func typeObject() -> Value? { .object(EntityType(shape, database)) }

  package func equals(_ other: Value) throws(ShellError) -> Bool {
    guard case .object(let object) = other, let record = object as? Record else { return false }
    return record === self || (id != nil && record.id == id && record.shape === shape)
  }

  // MARK: - What was read

  var isNew: Bool { id == nil }
  var isFresh: Bool { epoch == database.epoch }

  /// Takes what the daemon answered about it; changes that are not saved stay.
  func take(_ item: JSON, _ batch: Batch?) {
    if let batch { join(batch) }
    // What was undone is there again.
    isDeleted = false
    guard !isDirty, let object = item.object else { return }
    (loaded, etag, epoch, isPrintable) = (object, nil, database.epoch, true)
  }

  /// Takes what only printing needs.
  func add(_ answer: JSON) {
    for member in answer.object?.members ?? [] { loaded[member.key] = member.value }
    isPrintable = true
  }

  func join(_ batch: Batch) {
    guard self.batch !== batch else { return }
    self.batch = batch
    batch.add(self)
  }

  func vanish() { isDeleted = true }

  /// Has it read, unless that was done in this statement. A changed record stays as it was when the changes began.
  func load() throws(ShellError) {
    try checkPresent()
    guard !isNew, !isFresh, !isDirty else { return }
    if batch == nil { join(Batch(shape, database)) }
    try batch?.read(for: self)
    try checkPresent()
  }

  func checkPresent() throws(ShellError) {
    guard !isDeleted else {
      throw ShellError("ObjectDeletedError", "\(shape.entity.words) \(id ?? 0) was deleted")
    }
  }

  /// Reads the whole record with its etag, large fields included.
  func loadWhole() throws(ShellError) {
    guard let id, !isDirty, etag == nil || !isFresh else { return }
    try checkPresent()
    let answer = try database.link.read(shape.name + ".get", ["id": .integer(id)])
    guard let object = answer.object else { return }
    (loaded, etag, epoch, isPrintable) = (object, answer["etag"]?.string, database.epoch, false)
    changesAtEtag = database.changes
  }

  /// Whether the etag is still what this session left: its own later changes are no conflict.
  var hasUsableEtag: Bool { etag != nil && changesAtEtag == database.changes }

  /// Lets the changes go, and reads it again.
  func refresh() throws(ShellError) {
    discardChanges()
    etag = nil
    database.expire()
    try loadWhole()
  }

  // MARK: - Related records

  /// The related records that were read in this statement.
  func related(_ name: String) -> [Record]? {
    guard relatedEpochs[name] == database.epoch, case .list(let list)? = held["@" + name] else { return nil }
    return (try? list.elements())?.compactMap(Record.from)
  }

  func setRelated(_ name: String, _ records: [Record]) {
    held["@" + name] = .list(records.map { .object($0) })
    relatedEpochs[name] = database.epoch
  }

  func dropRelated() {
    for name in relatedEpochs.keys { held["@" + name] = nil }
    relatedEpochs = [:]
  }

  static func from(_ value: Value) -> Record? {
    if case .object(let object) = value { return object as? Record }
    return nil
  }

  // MARK: - Changes

  private(set) var changedNames: [String] = []
  var isDirty: Bool { !changedNames.isEmpty }

  func change(_ name: String) -> Value? { held["=" + name] }

  func setChange(_ name: String, _ value: Value?) {
    held["=" + name] = value
    changedNames.removeAll { $0 == name }
    if value != nil { changedNames.append(name) } else { listBases[name] = nil }
  }

  func setListBase(_ name: String, _ ids: [Int64]) { if listBases[name] == nil { listBases[name] = ids } }

  func discardChanges() { for name in changedNames { setChange(name, nil) } }

  /// It was saved: the answer is what it is now.
  func saved(_ answer: JSON) {
    for field in shape.entity.fields where field.isSecret {
      if let told = answer[field.name]?.string {
        secrets[field.name] = told
      } else if case .text(let given)? = change(field.name) {
        secrets[field.name] = given
      }
    }
    discardChanges()
    if let id = answer["id"]?.integer {
      self.id = id
      database.adopt(self, as: id)
    }
    (loaded, etag, epoch, isPrintable) = (answer.object ?? loaded, answer["etag"]?.string, database.epoch, false)
    changesAtEtag = database.changes
  }

  func deleted() { isDeleted = true }
}
