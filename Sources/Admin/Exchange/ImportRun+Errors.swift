import Catalogue
import JSON
import Store
import Vocabulary

extension ImportRun {
  /// Adds all that is wrong with a record that cannot be made: an error ends the writing at the first wrong value.
  /// - Parameter error: what ended it; nil if the record refers to one that could not be made.
  mutating func tell(
    _ error: Failure?, of record: ImportRecord, _ one: ExchangeEntity, _ place: ImportFile.Place,
    _ transaction: inout WriteTransaction
  ) throws(Failure) {
    var error = error
    // Hashes and keys that wrong records used up are no errors of others.
    if error?.kind == .internal, !errors.isEmpty { error = nil }
    if let error, error.kind == .internal { throw error }
    if let error, error.kind == .alreadyExists, let id = error.id, let number = record.values[ExchangeNames.numberName]
    {
      labels[one.entity.name, default: ImportLabels()].set(ImportValue.label(number), id)
    }
    if error?.kind != .alreadyExists { fail(record, one.entity) }
    var flaws = try flaws(of: record, one, &transaction)
    if let error, !flaws.contains(where: { $0.message == error.message }) { flaws.insert(error, at: 0) }
    for flaw in flaws where !record.derived.contains(String(flaw.field?.prefix { $0 != "[" } ?? "")) {
      errors.add(flaw, at: place, record)
    }
  }

  /// What is wrong with the values of a record, each by itself. The transaction is rolled back after any error, so that
  /// it does not matter what looking at them changes.
  private mutating func flaws(
    of record: ImportRecord, _ one: ExchangeEntity, _ transaction: inout WriteTransaction
  ) throws(Failure) -> [Failure] {
    var flaws: [Failure] = []
    var given: [String] = []
    let existing = try? match(record.values, one.entity, transaction)
    for member in record.values.members where member.key != ExchangeNames.numberName {
      given.append((try? one.entity.member(member.key).name) ?? member.key)
      guard let items = member.value.array, one.entity.relation(member.key) != nil else {
        if let flaw = try flaw(of: member, one, existing, &transaction) { flaws.append(flaw) }
        continue
      }
      for (place, item) in items.enumerated() {
        guard var flaw = try flaw(of: .init(member.key, [item]), one, existing, &transaction) else { continue }
        flaw.field = "\(member.key)[\(place)]"
        flaws.append(flaw)
      }
    }
    guard existing == nil else { return flaws }
    do throws(Failure) { try transaction.checkComplete(one.entity, given) } catch { flaws.append(error) }
    return flaws
  }

  private mutating func flaw(
    of member: JSON.Member, _ one: ExchangeEntity, _ existing: Int64?, _ transaction: inout WriteTransaction
  ) throws(Failure) -> Failure? {
    var resolved: Resolved = (JSON.Object(), [])
    do throws(Failure) {
      _ = try resolve(member, one, transaction, into: &resolved)
      for value in resolved.values.members { try transaction.check(value, of: one.entity, existing) }
      return nil
    } catch {
      guard transaction.ending == nil else { throw error }
      // Which secrets were hashed before is no error of the file.
      if error.kind == .internal { return nil }
      var flaw = error
      flaw.field = flaw.field ?? member.key
      return flaw
    }
  }

  /// What refers to the record has no error for that.
  mutating func fail(_ record: ImportRecord, _ entity: BoundEntity) {
    failures += 1
    if let number = record.values[ExchangeNames.numberName].map(ImportValue.label) {
      labels[entity.name, default: ImportLabels()].set(number, nil)
    }
    if let name = Self.key(record.values, entity) { failed[entity.name, default: []].insert(name) }
  }

  /// A sentence about what was not carried, for one.
  static func singular(_ sentence: String) -> String {
    for (plural, singular) in [("values ", "value "), ("records ", "record ")] where sentence.hasPrefix(plural) {
      return singular + sentence.dropFirst(plural.count)
    }
    return sentence
  }
}
