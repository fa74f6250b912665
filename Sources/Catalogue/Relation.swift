/// A link to another entity. It is declared once, where its column or association is, together with its inverse.
package struct Relation: Sendable {
  package enum Link: Sendable {
    /// To-one: a column of our own table, newest generation first.
    case column([String])
    /// To-many: the rows of the other entity whose to-one relation of that name refers to this record.
    case back(String)
    /// To-many, by a table of pairs.
    case through(table: String, ours: String, theirs: String)
  }

  /// The same link as the other entity sees it.
  package struct Inverse: Sendable {
    let name: String
    let aliases: [String]
    let help: String
    package let isOwned: Bool
    /// `owned`: the rows belong to the record, are read with it and deleted with it.
    package init(_ name: String, aliases: [String] = [], _ help: String, owned: Bool = false) {
      (self.name, self.aliases, self.help, isOwned) = (name, aliases, help, owned)
    }
  }

  package let name: String
  package let aliases: [String]
  package let help: String
  /// The name of the other entity.
  package let target: String
  package let link: Link
  /// Whether it belongs to the record: `get` shows it, and its partners are no dependents of the record.
  package let isOwned: Bool
  private let requirement: Requirement
  /// Whether the record is a part of the one that it refers to. If that one is deleted with its whole tree, parts are
  /// deleted, too, and other records only lose the reference.
  package let isPart: Bool
  package let inverse: Inverse?

  package var isMany: Bool { if case .column = link { false } else { true } }
  /// Whether a record needs a partner in databases of that generation.
  package func isRequired(in generation: Int) -> Bool {
    switch requirement {
    case .optional: false
    case .required: true
    case .essential(let since): generation >= since
    }
  }
  /// Whether the column cannot be null in databases of that generation: the record cannot do without a partner, not
  /// even for the time that another deletion takes.
  package func isEssential(in generation: Int) -> Bool {
    if case .essential(let since) = requirement { generation >= since } else { false }
  }
  package func answers(to text: String) -> Bool { name == text || aliases.contains(text) }
}

extension Relation {
  package enum Requirement: Sendable {
    case optional
    /// Every record should have a partner, though its column can be null.
    case required
    /// Since that generation, the column is NOT NULL.
    case essential(since: Int)
  }

  /// A to-one relation.
  /// - Parameter part: whether the record is deleted when the one that it refers to is deleted with its whole tree.
  package static func one(
    _ name: String, _ target: String, _ help: String, columns: [String]? = nil, aliases: [String] = [],
    _ requirement: Requirement = .optional, part: Bool = true, inverse: Inverse
  ) -> Relation {
    Relation(
      name: name, aliases: aliases, help: help, target: target, link: .column(columns ?? ["\(name)_id"]),
      isOwned: true, requirement: requirement, isPart: part, inverse: inverse)
  }

  /// A to-many relation by a table of pairs; it belongs to the record that declares it.
  package static func many(
    _ name: String, _ target: String, _ help: String, through table: String, ours: String, theirs: String,
    inverse: Inverse
  ) -> Relation {
    Relation(
      name: name, aliases: [], help: help, target: target, link: .through(table: table, ours: ours, theirs: theirs),
      isOwned: true, requirement: .optional, isPart: false, inverse: inverse)
  }

  /// The inverse relation, for the target.
  func seen(from owner: String) -> Relation? {
    guard let inverse else { return nil }
    let link: Link =
      switch link {
      case .through(let table, let ours, let theirs): .through(table: table, ours: theirs, theirs: ours)
      case .column, .back: .back(name)
      }
    return Relation(
      name: inverse.name, aliases: inverse.aliases, help: inverse.help, target: owner, link: link,
      isOwned: inverse.isOwned, requirement: .optional, isPart: false, inverse: nil)
  }
}
