import PostgreSQL
import Testing

@Suite struct DialectTests {
  private let dialect = PostgreSQLDialect()

  @Test func `nulls stand where they stand on other engines`() {
    #expect(dialect.order("a", isDescending: false, isNullable: true) == "a NULLS FIRST")
    #expect(dialect.order("a", isDescending: true, isNullable: true) == "a DESC NULLS LAST")
  }

  // An index of a primary key has nulls last, and serves no order that has them first.
  @Test func `an order without nulls can use the index of a primary key`() {
    #expect(dialect.order("id", isDescending: false, isNullable: false) == "id")
    #expect(dialect.order("id", isDescending: true, isNullable: false) == "id DESC")
  }
}
