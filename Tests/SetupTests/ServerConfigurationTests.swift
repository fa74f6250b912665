import Catalogue
import PostgreSQL
import Testing
import Vocabulary

@testable import Setup

@Suite struct ServerConfigurationTests {
  private static let system = "/etc/vantage6/server/prod-server.yaml"
  private static let user = "/home/ann/.config/vantage6/server/mine.yaml"

  private static func database(
    _ text: String, _ path: String = system, environment: String? = nil
  ) throws(Failure) -> String? {
    let place = try ServerConfiguration(path, Array(text.utf8), environment: environment).database
    guard case .file(let file) = place else { return nil }
    return file
  }

  private static func refusal(_ text: String, environment: String? = nil) -> Failure? {
    do {
      _ = try database(text, environment: environment)
      return nil
    } catch { return error }
  }

  @Test("vantage6 4: a path with four slashes is absolute, others are in the server's data folder")
  func flat() throws {
    let absolute = "description: x\nip: 0.0.0.0\nuri: sqlite:////srv/v6/default.sqlite\nlogging: {level: DEBUG}\n"
    #expect(try Self.database(absolute) == "/srv/v6/default.sqlite")
    let relative = "uri: 'sqlite:///default.sqlite'\nallow_drop_all: false\n"
    #expect(
      try Self.database(relative) == "/usr/local/share/vantage6/server/prod-server/default.sqlite")
    #expect(
      try Self.database(relative, Self.user) == "/home/ann/.local/share/vantage6/server/mine/default.sqlite")
    #expect(
      try Self.database(relative, "/srv/anywhere/x.yml") == "/usr/local/share/vantage6/server/x/default.sqlite")
  }

  @Test("a byte order mark at the start is no part of the first key")
  func mark() throws {
    #expect(try Self.database("\u{FEFF}uri: sqlite:////srv/v6/default.sqlite\n") == "/srv/v6/default.sqlite")
  }

  @Test("a driver and parameters of the connection are left out")
  func decorations() throws {
    #expect(try Self.database("uri: sqlite+pysqlite:////a/b.sqlite?timeout=15&x=/y") == "/a/b.sqlite")
    #expect(try Self.database("uri: sqlite:////a/Zoë 100%25.sqlite") == "/a/Zoë 100%25.sqlite")
  }

  @Test("vantage6 2 and 3: the environment that the server is started with, prod by default")
  func environments() throws {
    let text = """
      application: {uri: "sqlite:////a/application.sqlite"}
      environments:
        prod:
          uri: sqlite:////a/prod.sqlite
        test: {uri: 'sqlite:////a/test.sqlite'}
        dev: {description: nothing}
      """
    #expect(try Self.database(text) == "/a/prod.sqlite")
    for name in ["prod", "test", "application"] {
      #expect(try Self.database(text, environment: name) == "/a/\(name).sqlite")
    }
    let dev = Self.refusal(text, environment: "dev")
    #expect(dev?.message == "'\(Self.system)' names no database: the environment 'dev' has no 'uri'")
    #expect(
      dev?.hint == "--environment application or --environment prod or --environment test has one")
    #expect(
      Self.refusal(text, environment: "acc")?.message == "'\(Self.system)' has no environment 'acc'")
    #expect(
      Self.refusal("uri: sqlite:///a", environment: "prod")?.message.hasSuffix("leave out --environment") == true)
    #expect(
      Self.refusal("application: {}\nenvironments: {}")?.message == "'\(Self.system)' has no environment 'prod'")
  }

  @Test("anchors, aliases and merged mappings are followed, also around in a circle")
  func aliases() throws {
    let text = """
      base: &base {uri: &uri "sqlite:////a/base.sqlite", ip: x}
      application: {}
      environments:
        prod:
          <<: *base
          description: merged
        test: {uri: *uri}
        dev:
          <<: [{ip: y}, *base]
          uri: sqlite:////a/own.sqlite
        acc: &self
          <<: *self
      """
    #expect(try Self.database(text) == "/a/base.sqlite")
    #expect(try Self.database(text, environment: "test") == "/a/base.sqlite")
    #expect(try Self.database(text, environment: "dev") == "/a/own.sqlite")
    #expect(Self.refusal(text, environment: "acc")?.message.contains("has no 'uri'") == true)
  }

  @Test(
    "other databases are refused by name, and their passwords are not told",
    arguments: [
      ("mysql+pymysql://root:hunter2@localhost/v6", "MySQL"), ("db2://root:hunter2@h/v6", "Db2"),
    ])
  func others(uri: String, product: String) throws {
    let failure = try #require(Self.refusal("uri: \(uri)"))
    #expect(
      failure.message
        == "'uri' in '\(Self.system)', line 1, names a database of \(product): only SQLite and PostgreSQL are supported"
    )
    #expect(failure.kind == .invalid && failure.hint == nil)
  }

  @Test(
    "a PostgreSQL database is the URI, with the password in whichever place it stands",
    arguments: [
      "postgresql://vantage6:hunter2@db/vantage6", "postgresql+psycopg2://vantage6:hunter2@db:5432/vantage6",
      "postgres://vantage6:hunter2@db/vantage6", "postgresql://vantage6@db/vantage6?password=hunter2",
    ])
  func postgreSQL(uri: String) throws {
    let text = "application: {}\nenvironments:\n  prod:\n    uri: '\(uri)'\n"
    let configuration = try ServerConfiguration(Self.system, Array(text.utf8), environment: nil)
    guard case .server(let database) = configuration.database else {
      Issue.record("it is a file")
      return
    }
    #expect(database.password == "hunter2" && database.user == "vantage6" && database.databaseName == "vantage6")
    #expect(database.hosts.map(\.name) == ["db"] && !database.name.contains("hunter2"))
  }

  @Test(
    "however a URI is mistyped, nothing of it is told",
    arguments: [
      "sqlite://v6admin:hunter2@db/v6", "postgresql:/v6admin:hunter2@db/v6", "postgresql:v6admin:hunter2@db/v6",
      "postgresql//v6admin:hunter2@db/v6", "v6admin:hunter2@db/v6", "hunter2", "//hunter2@db", "hunter2://db/v6",
      "v6:hunter2+x://db/v6", "sqlite+hunter2:/x", "sqlite+pysqlcipher://:hunter2@//srv/v6.sqlite",
      "POSTGRESQL://v6admin:hunter2@db/v6", "postgresql://v6admin:hunt/er2@hunter2/v6",
      "postgresql+asyncpg://v6:hunter2@db/v6", "postgresql ://v6:hunter2@db/v6",
      "postgresql%3A%2F%2Fv6%3Ahunter2%40db", "sqlite:///v6admin:hunter2@db/v6?x=y", "sqlite:/v6admin:hunter2@db/v6",
      "\"postgresql:\\n//v6admin:hunter2\\n@db/v6\"", "\"  postgresql://v6admin:hunter2@db/v6\"",
      "sqlite:///file:hunter2",
      "jdbc:postgresql://db/v6?user=v6&password=hunter2", "postgresql＋psycopg2：//v6：hunter2＠db/v6",
    ])
  func secrets(uri: String) throws {
    let text = "ip: x\nuri: \(uri.hasPrefix("\"") ? uri : "'\(uri)'")\n"
    do {
      // What reads as the name of a file is told, or not, by setup: see SetupTests.
      let database = try Self.database(text)
      #expect(uri.hasPrefix("sqlite:///") && Discretion.mayHoldSecret(database ?? ""), "\(database ?? "")")
    } catch let failure {
      let words = failure.message + (failure.hint ?? "")
      #expect(!words.contains("hunter2") && !words.contains("v6admin") && words.contains("line 2"), "\(words)")
    }
  }

  @Test("the data folder of the settings is where a file that is not absolute is, for each environment its own")
  func directories() throws {
    let flat = "uri: sqlite:///a/default.sqlite\ndirectories:\n  data: /srv/v6\n  log: /var/log/v6\n"
    #expect(try Self.database(flat) == "/srv/v6/a/default.sqlite")
    #expect(try Self.database(flat, Self.user) == "/srv/v6/a/default.sqlite")
    #expect(try Self.database(flat.replacing("/srv/v6", with: "/srv/v6/")) == "/srv/v6/a/default.sqlite")
    #expect(try Self.database("uri: sqlite:////x/y.sqlite\ndirectories: {data: /srv/v6}") == "/x/y.sqlite")
    for none in [
      "directories:", "directories: {}", "directories: {log: /l}", "directories: {data: }", "directories: {data: ''}",
    ] {
      #expect(
        try Self.database("uri: sqlite:///d.sqlite\n\(none)\n")
          == "/usr/local/share/vantage6/server/prod-server/d.sqlite")
    }
    let environments = """
      application: {uri: "sqlite:///d.sqlite", directories: {data: /srv/application}}
      environments:
        prod: {uri: "sqlite:///d.sqlite", directories: &shared {data: /srv/prod}}
        test: {uri: "sqlite:///d.sqlite"}
        dev: {uri: "sqlite:///d.sqlite", directories: *shared}
      """
    #expect(try Self.database(environments) == "/srv/prod/d.sqlite")
    #expect(try Self.database(environments, environment: "dev") == "/srv/prod/d.sqlite")
    #expect(try Self.database(environments, environment: "application") == "/srv/application/d.sqlite")
    #expect(
      try Self.database(environments, environment: "test") == "/usr/local/share/vantage6/server/prod-server/d.sqlite")
    for relative in ["data", "~/data", "./data"] {
      let failure = Self.refusal("uri: sqlite:///d.sqlite\ndirectories: {data: \(relative)}")
      #expect(failure?.message.contains("relative to where the server was started") == true)
      #expect(failure?.hint?.contains("--database FILE") == true)
    }
  }

  @Test(
    "what names no file is refused in a sentence",
    arguments: [
      ("uri: sqlite://", "in memory"), ("uri: 'sqlite:///:memory:'", "in memory"), ("uri: sqlite:///", "in memory"),
      ("uri: sqlite://default.sqlite", "names a host"), ("uri: default.sqlite", "is not a database URI"),
      ("uri: 'sqlite:///file:a?mode=ro&uri=true'", "use --database FILE"), ("uri:", "names no database"),
      ("description: x", "it has no 'uri'"), ("- a\n- b", "it is not a mapping"), ("", "it is not a mapping"),
      ("uri: [", "is not YAML"), ("a: b: c", "(line 1)"), ("\u{0}", "is not YAML"),
    ])
  func strays(text: String, reason: String) throws {
    let failure = try #require(Self.refusal(text))
    let words = failure.message + ": " + (failure.hint ?? "")
    #expect(words.contains(reason), "\(words)")
  }
}
