/// `d.keys()`, `d.values()`, `d.items()`: they show the dict as it is when they are looked at.
package final class DictView: Container, HostObject {
  private var dict: DictValue
  private let part: DictPart
  private let budget: Budget

  init(_ dict: DictValue, _ part: DictPart, _ budget: Budget) {
    self.dict = dict
    self.part = part
    self.budget = budget
    super.init()
  }

  package var typeName: String { part.rawValue }
  package var standsOnItsOwnLine: Bool { false }

  package func representation() throws(ShellError) -> String {
    let elements = dict.pairs.map { part.value($0) }
    return typeName + "(" + (try Representation.of(.list(elements), budget)) + ")"
  }

  package func iterator() throws(ShellError) -> ValueIterator? { try DictIterator(dict, part) }

  package func length() throws(ShellError) -> Int? { dict.count }

  package func contains(_ value: Value) throws(ShellError) -> Bool? {
    part == .keys ? dict[try HashKey(value, budget)] != nil : nil
  }

  package override func takeContents() -> [Container] {
    let found = [dict]
    dict = DictValue()
    return found
  }

  deinit { Container.release(takeContents()) }
}
