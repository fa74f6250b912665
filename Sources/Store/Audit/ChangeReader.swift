import Catalogue
import Engine
import JSON

/// Reads the changes that the rows of a log describe, each once for all of its parts. A class, so that a record of
/// another entity pays nothing for it.
final class ChangeReader {
  private let place: Selection.Change
  private let database: Database
  private let names: RecordNames
  private var latest: (number: Int64, view: ChangeView)?

  init(_ place: Selection.Change, _ database: Database) {
    (self.place, self.database) = (place, database)
    names = RecordNames(database)
  }

  /// The change that the current row describes.
  func view(_ statement: borrowing Statement) throws(Failure) -> ChangeView {
    let number = statement.integer(place.number)
    if let latest, latest.number == number { return latest.view }
    let view = try ChangeView(
      statement.text(place.entity) ?? "", statement.integer(place.id), RowChange.list(statement.text(place.rows)),
      names,
      database.model)
    latest = (number, view)
    return view
  }
}
