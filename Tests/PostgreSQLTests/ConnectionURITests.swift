import TestData
import Testing

@testable import PostgreSQL

@Suite struct ConnectionURITests {
  @Test(arguments: [
    ("postgresql://admin@localhost/vantage6", "postgresql://admin@localhost/vantage6"),
    ("postgres://localhost/vantage6", "postgresql://localhost/vantage6"),
    ("postgresql+psycopg2://admin@localhost/vantage6", "postgresql://admin@localhost/vantage6"),
    ("postgresql://", "postgresql://"), ("postgresql:///v6", "postgresql:///v6"),
    ("postgresql://u:p%40ss@h:5432/db", "postgresql://u:p%40ss@h:5432/db"),
    ("postgresql://u:p?s@h/db", "postgresql://u:p%3Fs@h/db"),
    (
      "postgresql://h/d%62?sslmode=verify-full&sslrootcert=%2Fa%20b",
      "postgresql://h/db?sslmode=verify-full&sslrootcert=/a%20b"
    ),
    ("postgresql://h/db?options=-csearch_path%3Dx", "postgresql://h/db?options=-csearch_path%3Dx"),
    ("postgresql://u@/db?host=/run/postgresql", "postgresql://u@/db?host=/run/postgresql"),
    ("postgresql://u@localhost:6000/db?host=/run/postgresql", "postgresql://u@/db?host=/run/postgresql&port=6000"),
    ("postgresql://u@%2Frun%2Fpostgresql/db", "postgresql://u@/db?host=/run/postgresql"),
    ("postgresql://h1:5432,h2:5433/db", "postgresql://h1:5432,h2:5433/db"),
    ("postgresql://u@/db?host=h1:1&host=h2:2", "postgresql://u@h1:1,h2:2/db"),
    ("postgresql://x/db?host=h1,h2&port=5433&user=u&dbname=v6", "postgresql://u@h1:5433,h2:5433/v6"),
    ("postgresql://[2001:db8::7]:1/db", "postgresql://[2001:db8::7]:1/db"),
    ("postgresql://h/db?hostaddr=192.0.2.7", "postgresql://h/db?hostaddr=192.0.2.7"),
    ("postgresql:///db?hostaddr=192.0.2.7&port=1", "postgresql:///db?port=1&hostaddr=192.0.2.7"),
    ("postgresql+psycopg2://h/db?application_name=a+b", "postgresql://h/db?application_name=a%20b"),
    ("postgresql://h/db?application_name=a+b", "postgresql://h/db?application_name=a%2Bb"),
    ("postgresql:///db?service=v6", "postgresql:///db?service=v6"),
  ]) func `libpq gets what it understands`(given: String, expected: String) throws {
    let uri = try #require(ConnectionURI(given))
    #expect(uri.text == expected)
    #expect(ConnectionURI(expected) == uri, "what libpq gets means the same")
  }

  @Test(arguments: ["/var/lib/vantage6/default.sqlite", "sqlite:///x", "postgresql:/x", "mysql://x", "", "a.sqlite"])
  func `what is no such URI is none`(given: String) {
    #expect(ConnectionURI(given) == nil)
    #expect(ConnectionURI.problem(in: given) == nil)
  }

  @Test func `people see no password, in whichever place it stands`() throws {
    let texts = [
      "postgresql://u:hunter2@h/db", "postgresql://u@h/db?password=hunter2", "postgresql://h/db?sslpassword=hunter2",
      "postgresql://u:hunter2@h/db?password=hunter2", "postgresql://:hunter2@h/db", "postgresql://u:%68unter2@h/db",
      "postgresql+psycopg2://u:hunter2@h1:1,h2:2/db?sslmode=require",
    ]
    for text in texts {
      let uri = try #require(ConnectionURI(text))
      #expect(uri.hasPassword && !uri.name.contains("hunter2") && uri.text.contains("hunter2"), "\(text)")
      #expect(ConnectionURI(uri.name)?.hasPassword == false)
    }
    let plain = try #require(ConnectionURI("postgresql://u:@h/db?sslmode=require&passfile=/etc/pgpass"))
    #expect(!plain.hasPassword && plain.name == "postgresql://u@h/db?sslmode=require&passfile=/etc/pgpass")
  }

  @Test(arguments: [
    ("postgresql://v6:hunt@er2@h/db", "second '@'"), ("postgresql://v6:hunt/er2@h/db", "after a '/'"),
    ("postgresql://v6:12/er2@h/db", "after a '/'"), ("postgresql://h:hunter2/db", "is no number"),
    ("postgresql://h:0/db", "is no number"), ("postgresql://v6:hunter2%@h/db", "'%25'"),
    ("postgresql://h/db?hunter2", "NAME=value"), ("postgresql://h/db?a=b=hunter2", "NAME=value"),
    ("postgresql://h/db?Hunter2=x", "lower-case"), ("postgresql://[h/db", "without a ']'"),
    ("postgresql://[h]hunter2/db", "after a ']'"), ("postgresql://h1,h2/db?port=1,2,3", "equally long"),
    ("postgresql://h/db?x=%00", "'%25'"),
  ]) func `what is wrong is said, and nothing of the URI`(given: String, words: String) throws {
    let problem = try #require(ConnectionURI.problem(in: given))
    #expect(problem.contains(words) && !problem.lowercased().contains("hunt") && !problem.contains("er2"), "\(problem)")
    #expect(ConnectionURI(given) == nil)
  }

  @Test func `hosts are sockets or addresses, each with its port`() throws {
    let several = try #require(ConnectionURI("postgresql://u@/db?host=/run/postgresql,h,@v6&port=1,,3"))
    #expect(several.hosts.map(\.isSocket) == [true, false, true] && several.hosts.map(\.port) == [1, 5_432, 3])
    #expect(several.hosts.map(\.folder) == ["/run/postgresql", nil, nil] && !several.isLocal)
    #expect(several.user == "u" && several.databaseName == "db")
    let none = try #require(ConnectionURI("postgresql:///db"))
    #expect(none.isLocal && none.hosts.map(\.folder) == ["/var/run/postgresql"] && none.user == nil)
    #expect(try #require(ConnectionURI("postgresql:///?service=v6")).isLocal == false)
  }

  @Test func `libpq itself connects with what the server understands`() throws {
    let database = try PostgreSQLServer.shared.database()
    let uri = try #require(ConnectionURI(database.uri.replacing("postgresql:", with: "postgresql+psycopg2:")))
    #expect(uri.isLocal && uri.databaseName == database.name)
    #expect(try database.query("select 1") == "1")
    let folder = try database.server.folder()
    #expect(uri.hosts.first?.folder == folder)
  }
}
