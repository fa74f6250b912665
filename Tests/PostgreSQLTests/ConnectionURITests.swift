import PostgreSQL
import Testing

@Suite struct ConnectionURITests {
  @Test(arguments: [
    ("postgresql://admin@localhost/vantage6", "postgresql://admin@localhost/vantage6"),
    ("postgres://localhost/vantage6", "postgresql://localhost/vantage6"),
    ("postgresql+psycopg2://admin@localhost/vantage6", "postgresql://admin@localhost/vantage6"),
  ]) func `libpq gets the scheme that it knows`(given: String, expected: String) {
    #expect(ConnectionURI(given)?.text == expected)
  }

  @Test(arguments: ["/var/lib/vantage6/default.sqlite", "sqlite:///x", "postgresql:/x", "mysql://x", ""])
  func `what is no such URI is none`(given: String) { #expect(ConnectionURI(given) == nil) }
}
