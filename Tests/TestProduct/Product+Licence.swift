import Admin
package import Adoption
import Catalogue
import Store

extension Product {
  /// vantage6 with one more entity, and its table in new files.
  package static let withLicence: Product = {
    let table = """
      CREATE TABLE licence (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR UNIQUE, seats INTEGER, ends_at DATETIME,
        organization_id INTEGER, FOREIGN KEY(organization_id) REFERENCES organization (id))
      """
    let serverTable = """
      CREATE TABLE licence (id serial PRIMARY KEY, name VARCHAR UNIQUE, seats INTEGER, ends_at timestamp,
        organization_id INTEGER, FOREIGN KEY(organization_id) REFERENCES organization (id))
      """
    let plain = Product.vantage6
    return Product(
      name: plain.name,
      catalogue: Catalogue(Vantage6.entities + [.licence, .audit], generations: Vantage6.generations),
      fresh: plain.fresh.mapValues { fresh in
        FreshFile(
          tables: fresh.tables + [table], serverTypes: fresh.serverTypes,
          serverTables: fresh.serverTables + [serverTable], rows: fresh.rows)
      },
      usual: plain.usual, tables: plain.tables, oneOfTables: plain.oneOfTables, unsupported: plain.unsupported,
      leftovers: plain.leftovers, lookups: plain.lookups)
  }()
}
