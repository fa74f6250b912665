extension ConnectionURI {
  /// Nil for a text that is no URI of PostgreSQL, such as a path, and for one with a problem.
  package init?(_ text: String) {
    guard case .success(let uri)? = Self.parse(text) else { return nil }
    self = uri
  }

  /// What is wrong with a URI of PostgreSQL, as the end of a sentence about it, which repeats nothing of it; nil for a
  /// text that is none.
  package static func problem(in text: String) -> String? {
    guard case .failure(let problem)? = parse(text) else { return nil }
    return problem.text
  }

  private static func parse(_ text: String) -> Result<ConnectionURI, Problem>? {
    guard var parser = Parser(text) else { return nil }
    return Result { () throws(Problem) in try parser.uri() }
  }

  fileprivate struct Problem: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }
}

/// Reads a URI as libpq does (conninfo_uri_parse_options in its source).
private struct Parser {
  private var rest: Substring
  /// Whether it is in the form of SQLAlchemy, where a `+` in a parameter is a space.
  private let isSQLAlchemy: Bool

  /// `postgres` is the older name, which vantage6 takes up to version 2. The others name a driver of SQLAlchemy that
  /// uses libpq.
  private static let schemes = [
    "postgresql", "postgres", "postgresql+psycopg2", "postgresql+psycopg2cffi", "postgresql+psycopg",
  ]

  init?(_ text: String) {
    guard let scheme = Self.schemes.first(where: { text.hasPrefix($0 + "://") }) else { return nil }
    (rest, isSQLAlchemy) = (text.dropFirst(scheme.count + 3), scheme.contains("+"))
  }

  mutating func uri() throws(ConnectionURI.Problem) -> ConnectionURI {
    var (user, password) = (String?.none, String?.none)
    // A '?' is part of the password, too.
    if let end = rest.firstIndex(where: { $0 == "@" || $0 == "/" }), rest[end] == "@" {
      let parts = rest[..<end].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      user = try decoded(parts[0]).nonEmpty
      password = parts.count > 1 ? try decoded(parts[1]).nonEmpty : nil
      rest = rest[rest.index(after: end)...]
    }
    var (names, ports) = try authority()
    var database = String?.none
    if rest.first == "/" {
      let raw = take(upTo: ["?"]).dropFirst()
      guard !raw.contains("@") else {
        throw .init("has an '@' after a '/': in a password write '%2F' for '/', in another name '%40' for '@'")
      }
      database = try decoded(raw).nonEmpty
    }
    var (addresses, parameters) = ([String](), [ConnectionURI.Parameter]())
    let given = try self.parameters()
    let hosts = given.filter { $0.name == "host" }.map(\.value)
    if hosts.count > 1 { (names, ports) = Self.repeated(hosts) } else if let host = hosts.first { names = host.list }
    for parameter in given {
      switch parameter.name {
      case "host": break
      case "port": ports = parameter.value.list
      case "hostaddr": addresses = parameter.value.list
      case "user": user = parameter.value.nonEmpty
      case "password": password = parameter.value.nonEmpty
      case "dbname": database = parameter.value.nonEmpty
      default: parameters.append(parameter)
      }
    }
    let isService = parameters.contains { $0.name == "service" } && names == [""] && addresses.isEmpty
    return ConnectionURI(
      user: user, password: password, hosts: isService ? [] : try Self.hosts(names, ports, addresses),
      databaseName: database, parameters: parameters)
  }

  /// The hosts and ports before the path, with an empty text for what is not given.
  private mutating func authority() throws(ConnectionURI.Problem) -> (names: [String], ports: [String]) {
    var (names, ports) = ([String](), [String]())
    repeat {
      if !names.isEmpty { rest.removeFirst() }
      if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else { throw .init("has a '[' without a ']'") }
        names.append(try decoded(rest[rest.index(after: rest.startIndex)..<end]))
        rest = rest[rest.index(after: end)...]
      } else {
        names.append(try decoded(take(upTo: [":", "/", "?", ","])))
      }
      ports.append(rest.first == ":" ? try decoded(take(upTo: ["/", "?", ","]).dropFirst()) : "")
    } while rest.first == ","
    guard !names.contains(where: { $0.dropFirst().contains("@") }) else {
      throw .init("has a second '@': in a password write '%40' for it")
    }
    guard rest.isEmpty || rest.first == "/" || rest.first == "?" else {
      throw .init("has something after a ']' that is neither a port nor a database")
    }
    return (names, ports)
  }

  private mutating func parameters() throws(ConnectionURI.Problem) -> [ConnectionURI.Parameter] {
    guard rest.first == "?" else { return [] }
    var parameters: [ConnectionURI.Parameter] = []
    for pair in rest.dropFirst().split(separator: "&") {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw .init("has a parameter that is not NAME=value: in a value write '%3D' for '=', '%26' for '&'")
      }
      let name = try decoded(parts[0])
      guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }) else {
        throw .init("has a parameter whose name is not of lower-case letters, digits and '_'")
      }
      let value = isSQLAlchemy ? parts[1].replacing("+", with: " ") : parts[1]
      parameters.append(ConnectionURI.Parameter(name: name, value: try decoded(value)))
    }
    return parameters
  }

  /// SQLAlchemy's form for several hosts: `?host=a:1&host=b:2`.
  private static func repeated(_ hosts: [String]) -> (names: [String], ports: [String]) {
    let parts = hosts.map { $0.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
    return (parts.map { $0[0] }, parts.map { $0.count > 1 ? $0[1] : "" })
  }

  private static func hosts(
    _ names: [String], _ ports: [String], _ addresses: [String]
  ) throws(ConnectionURI.Problem) -> [ConnectionURI.Host] {
    let count = addresses.isEmpty ? names.count : addresses.count
    let names = names == [""] ? [String](repeating: "", count: count) : names
    // One port is for all hosts.
    let ports = ports.count == 1 ? [String](repeating: ports[0], count: count) : ports
    guard names.count == count, ports.count == count else {
      throw .init("has lists of hosts, addresses and ports that are not equally long")
    }
    var hosts: [ConnectionURI.Host] = []
    for (index, name) in names.enumerated() {
      let port = Int(ports[index])
      guard ports[index].isEmpty || port.map((1...65_535).contains) == true else {
        throw .init("has a port that is no number: in a password write '%2F' for '/', '%3A' for ':', '%40' for '@'")
      }
      let address = addresses.isEmpty || addresses[index].isEmpty ? nil : addresses[index]
      hosts.append(ConnectionURI.Host(name: name, port: port, address: address))
    }
    return hosts
  }

  private mutating func take(upTo ends: Set<Character>) -> Substring {
    let end = rest.firstIndex(where: ends.contains) ?? rest.endIndex
    defer { rest = rest[end...] }
    return rest[..<end]
  }

  private func decoded(_ text: Substring) throws(ConnectionURI.Problem) -> String {
    var bytes: [UInt8] = []
    var utf8 = text.utf8[...]
    while let byte = utf8.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: utf8.prefix(2), as: UTF8.self)
      guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16), value != 0 else {
        throw .init("has a '%' without two hexadecimal digits after it: write '%25' for '%'")
      }
      bytes.append(value)
      utf8 = utf8.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
  fileprivate var list: [String] { split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
}
