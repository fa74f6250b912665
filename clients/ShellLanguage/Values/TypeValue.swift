/// A type as a value: what `type(x)` answers, and what makes one (`str(1)`).
package final class TypeValue {
  package let name: String
  let constructor: NativeFunction?

  init(_ constructor: NativeFunction) {
    name = constructor.name
    self.constructor = constructor
  }

  package init(name: String) {
    self.name = name
    constructor = nil
  }
}
