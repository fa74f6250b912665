/// What a call changed, for the log: the record that the call is about, and the number of records in all.
package struct ChangeExtent: Sendable, Equatable {
  /// The number of the call's first record in the audit log.
  package let seq: Int64
  package let entity: String
  package let id: Int64
  package let records: Int

  package init(seq: Int64, entity: String, id: Int64, records: Int) {
    (self.seq, self.entity, self.id, self.records) = (seq, entity, id, records)
  }
}
