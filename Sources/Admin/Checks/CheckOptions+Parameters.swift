import Catalogue
import JSON
import Store
import Vocabulary

// What the callers of a check and of a repair decide.
extension Parameter {
  static let checks = Parameter(
    "checks", .json, "Only the checks with these names; all by default.", role: .words)
  static let decisions = Parameter(
    "set", .json, "Decisions, each as `CHECK=CHOICE`; 'database.checks' lists the choices.", role: .words)
  static let stuck = Parameter(
    "stuck", .integer, "After so many days, a result that is not finished counts as stuck.", default: 30)
  static let listed = Parameter(
    "limit", .integer, "At most so many rows of each check are listed, and all are counted.", default: 20)
  static let holdForCopy = Parameter(
    "hold", .boolean,
    "Without a write-ahead log, keep other processes waiting until the private copy is made, also for more than a tenth "
      + "of a second.", default: false)
}

extension CheckOptions {
  static func listedCount(_ arguments: Arguments) throws(Failure) -> Int {
    Int(try bounded(Parameter.listed, 0...1_000, arguments))
  }

  static func stuckDays(_ arguments: Arguments) throws(Failure) -> Int64 {
    try bounded(Parameter.stuck, 0...100_000, arguments)
  }

  private static func bounded(
    _ parameter: Parameter, _ range: ClosedRange<Int64>, _ arguments: Arguments
  ) throws(Failure) -> Int64 {
    let number = arguments.integer(parameter.name) ?? 0
    guard range.contains(number) else {
      throw Failure(
        .parameters,
        "parameter '\(parameter.name)': expected \(range.lowerBound) to \(range.upperBound), got \(number)",
        field: parameter.name)
    }
    return number
  }
}
