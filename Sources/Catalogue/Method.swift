package import JSON
package import Vocabulary

/// The description of a method. The daemon checks calls against it, and clients make commands and help from it. The
/// body of the method is in a higher module.
package final class Method: Sendable {
  package enum Access: String, Sendable {
    /// Touches no database.
    case none
    case read
    case write
  }

  /// What a method does with a file that its caller opened and sent with the call (SCM_RIGHTS of unix(7)): so the daemon
  /// needs no access to the folders of its callers.
  package enum File: String, Sendable { case read, write }

  /// `entity.verb`, or `domain.verb` for a method that belongs to no entity.
  package let name: String
  package let verb: String
  package let entity: String?
  package let help: String
  package let access: Access
  package let parameters: [Parameter]
  /// The names of the parameters, in their order: each call looks its own up.
  private let names: [String]
  /// The names of the parameters that must be given.
  let requiredNames: [String]
  /// The values of parameters that are left out.
  let fallbacks: JSON.Object
  package let answer: Shape
  /// Whether a client should ask a person before the call.
  package let isDestructive: Bool
  /// Whether a caller can try out secrets by it. The read-only socket does not offer it, and each call is logged.
  package let testsSecret: Bool
  /// The member of the answer that says yes or no, for a method that asks a question: false and null are no.
  package let question: String?
  /// Whether it may take minutes. Its caller hears how far it is (`rpc.progress`), and shorter calls do not wait for it.
  package let isLong: Bool
  /// The file that the caller sends with the call; nil for a method without one.
  package let file: File?
  /// The kinds of errors that it can return, besides those of every method: parameters that do not fit, and a fault of
  /// the daemon.
  package let errors: [FailureKind]
  /// Nil for the methods that every entity has: theirs follow from the entity.
  package let example: Example?
  /// Nil for a method that every later generation has, too.
  package let retirement: Retirement?
  /// What is worth knowing beside the help, for those who write clients.
  private let details: String?

  /// - Parameter errors: kinds that do not follow from its access and parameters.
  package init(
    _ name: String, entity: String? = nil, _ help: String, details: String? = nil, access: Access,
    parameters: [Parameter] = [], answer: Shape, question: String? = nil, isDestructive: Bool = false,
    isLong: Bool = false, file: File? = nil, errors: Set<FailureKind> = [], retirement: Retirement? = nil,
    example: Example? = nil
  ) {
    (self.isLong, self.file) = (isLong, file)
    self.question = question
    (self.name, self.entity, self.help, self.access) = (name, entity, help, access)
    (self.details, self.example, self.retirement) = (details, example, retirement)
    names = parameters.map(\.name)
    requiredNames = parameters.filter(\.isRequired).map(\.name)
    fallbacks = JSON.Object(parameters.compactMap { one in one.fallback.map { JSON.Member(one.name, $0) } })
    verb = name.split(separator: ".").last.map { String($0) } ?? name
    (self.parameters, self.answer, self.isDestructive) = (parameters, answer, isDestructive)
    var kinds = parameters.reduce(errors.union(access.errors)) { $0.union($1.errors) }
    testsSecret = access == .read && parameters.contains(where: \.isSecret)
    if testsSecret { kinds.insert(.readOnly) }
    self.errors = FailureKind.allCases.filter { kinds.contains($0) }
  }
}

extension Method {
  func parameter(_ name: String) -> Parameter? {
    // There are few, and a dictionary would hash the name.
    for place in names.indices where names[place] == name { return parameters[place] }
    return nil
  }

  /// The first sentence of the help.
  package var summary: String { help.firstRange(of: ". ").map { help[..<$0.lowerBound] + "." } ?? help }

  /// The help and the details; nil where the summary is all.
  package var explanation: String? {
    let text = [help, details].compactMap { $0 }.joined(separator: " ")
    return text == summary ? nil : text
  }
}

extension Method.Access {
  fileprivate var errors: Set<FailureKind> {
    switch self {
    case .none: []
    case .read: [.busy, .limit, .cancelled]
    // The database may have rules of its own, and each change can harm records on which the server depends.
    case .write: [.readOnly, .constraint, .busy, .limit, .cancelled]
    }
  }
}

/// A parameter of a method. Positional calls give parameters in the order of the description.
package final class Parameter: Sendable {
  /// What a parameter takes, if that is more than a kind.
  package enum Role: String, Sendable {
    case value
    /// Addresses the record: the id, or a field of the natural key.
    case key
    /// A tree of conditions.
    case condition = "where"
    /// Paths of fields.
    case fields
    case order
    /// New values of fields and relations.
    case values
    /// Where a page begins. Programs that fetch whole lists have no use for it.
    case page
    /// A list of words.
    case words
    /// A list of names of entities.
    case entities
    /// A JSON document, which clients read from a file.
    case document
    /// Calls of other methods.
    case calls
    /// The id of an earlier call.
    case callID = "call_id"
  }

  package let name: String
  package let kind: Kind
  package let role: Role
  package let help: String
  package let isRequired: Bool
  /// Whether the value must not be given where others can read it.
  package let isSecret: Bool
  /// The value if it is left out, as a caller would write it.
  package let fallback: JSON?
  /// The kinds of errors that it can cause, besides that of a value that does not fit.
  let errors: Set<FailureKind>

  /// - Parameter errors: kinds that do not follow from its role.
  package init(
    _ name: String, _ kind: Kind, _ help: String, role: Role = .value, required: Bool = false,
    secret: Bool = false, default fallback: JSON? = nil, errors: Set<FailureKind> = []
  ) {
    (self.name, self.kind, self.role, self.help) = (name, kind, role, help)
    self.errors = errors.union(role.errors)
    (isRequired, isSecret, self.fallback) = (required, secret, fallback)
  }
}

extension Parameter.Role {
  /// The kinds of errors that a value of the role can cause.
  fileprivate var errors: Set<FailureKind> {
    switch self {
    case .key: [.notFound, .ambiguous, .invalid]
    case .condition, .fields, .order, .page: [.invalid]
    case .values: [.alreadyExists, .ambiguous, .invalid]
    case .value, .words, .entities, .document, .calls, .callID: []
    }
  }
}

/// The form of an answer.
package indirect enum Shape: Sendable {
  case value(Kind)
  /// A record of the method's entity, with the fields that were asked for.
  case record
  /// `{items, next, total?}` of such records.
  case page
  case array(Shape)
  /// Ids of records of that entity.
  case ids(of: String)
  case object([Member])
  /// The shape, or null.
  case optional(Shape)
  /// An object whose members depend on the record or the method that it is about.
  case members
  /// The shape, which has a name of its own in the service's description.
  case named(String, Shape)
  /// The shape of that name, of which this is a part.
  case same(as: String)

  package struct Member: Sendable {
    package let name: String
    package let shape: Shape
    package let help: String
    package let isAlways: Bool
    package init(_ name: String, _ shape: Shape, _ help: String, always: Bool = true) {
      (self.name, self.shape, self.help, isAlways) = (name, shape, help, always)
    }
  }
}

extension Shape {
  /// The members of an object of a known shape; nil for anything else.
  package var objectMembers: [Member]? {
    switch self {
    case .object(let members): members
    case .named(_, let shape): shape.objectMembers
    case .value, .record, .page, .array, .ids, .optional, .members, .same: nil
    }
  }

  /// The shapes in it that have names of their own.
  package var named: [(name: String, shape: Shape)] {
    switch self {
    case .named(let name, let shape): [(name, shape)] + shape.named
    case .array(let shape), .optional(let shape): shape.named
    case .object(let members): members.flatMap { $0.shape.named }
    case .value, .record, .page, .ids, .members, .same: []
    }
  }
}
