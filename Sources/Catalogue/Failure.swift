package import JSON
package import Vocabulary

/// Why a request was refused, in words for people and a kind for programs. Knows no RPC, and never holds SQL or paths.
@dynamicMemberLookup
package struct Failure: Error, Sendable, Equatable {
  package typealias Kind = FailureKind

  /// What it says; each is a property of the failure too.
  package struct Parts: Sendable, Equatable {
    package var kind: Kind
    package var message: String
    /// The entity, record and field that it is about.
    package var entity: String?
    package var id: Int64?
    package var field: String?
    package var hint: String?
    /// Whether it is about an entity, field or method that this database lacks, and those of another generation have.
    package var isAbsent: Bool
    /// The name that was probably meant; the message asks for it, too.
    package var suggestion: String?
    /// What would let the call pass.
    package var remedy: Remedy?
    /// The words for consequences that a call has to accept.
    package var requires: [String]
    /// The place of the call in its transaction, with what the message says of the call alone.
    package var part: Part?
    /// More members of the answer's `data`.
    package var more: [JSON.Member]
    /// For the log only: what of an internal failure the answer leaves out.
    package var detail: String?
  }

  package struct Part: Sendable, Equatable {
    package let call: Int
    package let reason: String

    package init(call: Int, reason: String) { (self.call, self.reason) = (call, reason) }
  }

  private final class Box: Sendable {
    let parts: Parts
    init(_ parts: Parts) { self.parts = parts }
  }

  /// A reference: every function that may fail hands a place for a failure around, and most never do.
  private var box: Box
  /// All of it at once: what reads each property would take its own way to it.
  package private(set) var parts: Parts {
    get { box.parts }
    set { box = Box(newValue) }
  }

  /// - Parameters:
  ///   - message: without the suggestion, which it gets as a question.
  package init(
    _ kind: Kind, _ message: String, entity: String? = nil, id: Int64? = nil, field: String? = nil,
    hint: String? = nil, isAbsent: Bool = false, suggestion: String? = nil, remedy: Remedy? = nil,
    requires: [String] = [], more: [JSON.Member] = [], detail: String? = nil
  ) {
    box = Box(
      Parts(
        kind: kind, message: message + (suggestion.map { NearMiss.question($0) } ?? ""), entity: entity, id: id,
        field: field, hint: hint, isAbsent: isAbsent, suggestion: suggestion, remedy: remedy, requires: requires,
        more: more, detail: detail))
  }

  /// Says something else, and what was probably meant.
  package mutating func suggest(_ name: String?, _ message: String) {
    self.suggestion = name
    self.message = message + (name.map { NearMiss.question($0) } ?? "")
  }

  package subscript<Value>(dynamicMember part: WritableKeyPath<Parts, Value>) -> Value {
    get { parts[keyPath: part] }
    set { parts[keyPath: part] = newValue }
  }

  package static func == (left: Failure, right: Failure) -> Bool { left.parts == right.parts }
}

extension Failure: CustomStringConvertible {
  package var description: String { "\(self.kind.rawValue): \(self.message)" + (self.detail.map { " (\($0))" } ?? "") }
}
