import Testing
import Vocabulary

@Suite struct DiscretionTests {
  @Test(
    "what may be a URI with a password is not repeated, in whatever form",
    arguments: [
      "postgresql://v6:hunter2@db/v6", "postgres:v6:hunter2@db", "postgresql//v6:hunter2@db/v6", "v6:hunter2@db/v6",
      "//hunter2@db", "hunter2@db/v6", "/v6:hunter2@db/v6", "postgresql%3A%2F%2Fv6%3Ahunter2%40db", "db?x=hunter2",
      "PASSWORD=hunter2", "v6：hunter2＠db", "v6\nhunter2",
    ])
  func hidden(text: String) {
    #expect(Discretion.mayHoldSecret(text))
    #expect(!Discretion.quoted(text).contains("hunter2"))
  }

  @Test(
    "paths and words are repeated",
    arguments: [
      "/srv/v6/default.sqlite", "/var/lib/vantage6-admin@stop/default.sqlite", "new.sqlite", "../data/v6 (1).sqlite",
      "/srv/passwords/Zoë.sqlite", "wal", "--databse", "C",
    ])
  func shown(text: String) {
    #expect(Discretion.quoted(text) == "'\(text)'")
  }
}
