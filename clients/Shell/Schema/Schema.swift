package import ClientKit
import JSON
import ShellLanguage

/// What the open database has, as the daemon describes it.
package final class Schema {
  package let service: ServiceDescription
  private var shapes: [String: Shape] = [:]
  /// The classes of enumerations, such as `Scope`.
  package let enumerations: [String: EnumerationType]
  /// The same for equal descriptions.
  let fingerprint: Int

  /// - Parameter texts: how the old shell printed records, by the name of the entity.
  init(_ link: Link, texts: [String: String]) throws(ShellError) {
    let description = try link.read("rpc.describe", [:])
    fingerprint = description.hashValue
    guard let service = ServiceDescription(description) else {
      throw ShellError("ConnectionError", "the program at the socket describes no entities: is it vantage6-admin?")
    }
    self.service = service
    var enumerations: [String: EnumerationType] = [:]
    for entity in service.entities {
      shapes[entity.name] = Shape(entity, text: texts[entity.name])
      for field in entity.fields where field.kind == .enumeration {
        let name = ClassName.of(field.name)
        enumerations[name] = EnumerationType(name, field.values)
      }
    }
    self.enumerations = enumerations
  }

  package func shape(_ name: String) -> Shape? { shapes[name] }

  /// The shape that a class name means, such as `Run`.
  package func shape(className: String) -> Shape? {
    guard className.first?.isUppercase == true else { return nil }
    return service.entity(ClassName.words(className)).flatMap { shapes[$0.name] }
  }

  package var classNames: [String] { service.entities.flatMap { [$0.name] + $0.aliases }.map(ClassName.of) }

  package func offers(_ method: String) -> Bool { service.methods.contains { $0.name == method } }
}
