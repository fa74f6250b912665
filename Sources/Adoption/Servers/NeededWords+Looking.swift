import Catalogue
import Engine

extension Product {
  /// A sentence for each column whose type lacks words.
  func missingWords(in session: any Session, _ layout: Layout) throws(EngineError) -> [String] {
    var sentences: [String] = []
    for needed in neededWords where layout.has(needed.beside) && layout.has(needed.table, needed.column) {
      let rows = try session.rows(
        """
        SELECT t.oid::regtype::text, e.enumlabel::text FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid JOIN pg_enum e ON e.enumtypid = t.oid
        WHERE a.attrelid = to_regclass(\(literal(quoted(needed.table)))) AND a.attname = \(literal(needed.column))
        """)
      // A column of text takes every word.
      guard let type = rows.first?[0].text else { continue }
      let known = Set(rows.compactMap { $0[1].text })
      let missing = needed.words.filter { !known.contains($0) }
      guard !missing.isEmpty else { continue }
      sentences.append(
        "the type '\(type)' of '\(needed.table).\(needed.column)' lacks \(missing.joined(separator: " and ")), so that the "
          + "server cannot store its own rows since its upgrade: "
          + missing.map { "ALTER TYPE \(type) ADD VALUE '\($0)';" }.joined(separator: " ")
          + " then start the server again; or 'vctl migrate' adds them")
    }
    return sentences
  }
}
