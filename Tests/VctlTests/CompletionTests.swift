import Glibc
import JSON
import TestData
import Testing

@Suite("completion")
struct CompletionTests {
  /// What may come next after `words`, without the explanations.
  private static func next(_ words: [String], _ server: Server) throws -> [String] {
    let outcome = try Vctl.run(
      ["complete", "--timeout", "30", "--"] + words, environment: ["VCTL_SOCKET": server.path])
    #expect(outcome.status == 0 && outcome.errors == "", "\(words): \(outcome.errors)")
    return outcome.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
  }

  @Test("entities and commands, verbs, keys and options are told from the daemon's description")
  func words() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for (line, expected) in [
      (["o"], ["organization"]), (["or"], ["organization"]), (["org"], ["organization"]), (["ru"], ["rule"]),
      (["run"], ["run"]), (["un"], ["undo"]), (["user", "set"], ["set_password"]), (["user", "edi"], ["edit"]),
      (["user", "get", "j"], ["jane", "john"]), (["usr", "get", "j"], []), (["user", "gte", "j"], []),
      (["user", "get", "jane", "j"], ["john"]),
      (["user", "update", "jane", "j"], []), (["org", "get", "Sm"], ["Small Organization"]),
      (["rule", "get", "node:organization:v"], ["node:organization:view"]), (["rule", "crea"], []),
      (["user", "edit", "ja"], ["jane"]), (["history", "user", "ja"], ["jane"]), (["history", "us"], ["user"]),
      (["undo", ""], []), (["rpc", "rpc.pi"], ["rpc.ping"]), (["rpc", "user.ge"], ["user.get"]),
      (["help", "user", "unb"], ["unblock"]), (["completion", ""], ["bash", "zsh", "fish"]),
      (["user", "delete", "jane", "--dep"], ["--dependents"]),
      (["user", "delete", "jane", "--dependents", "de"], ["detach", "delete"]),
      (["user", "delete", "jane", "--dependents=det"], ["--dependents=detach"]),
      (["user", "list", "-o", "j"], ["json", "jsonl"]), (["-o", "json", "us"], ["user"]),
      (["user", "list", "--output", "json", "--outp"], []), (["user", "list", "--color=n"], ["--color=never"]),
      (["--soc"], ["--socket"]), (["audit", "--entity", "org"], ["organization"]),
      (["user", "list", "--aft"], []), (["transaction", "x"], [":files"]), (["--socket", "/t"], [":files"]),
      (["apply", "-f", "n"], [":files"]), (["diff", "--file=n"], [":files"]), (["apply", "--pr"], ["--prune"]),
      (["apply", "--prune", "--entity", "org"], ["organization"]),
    ] {
      #expect(try Self.next(line, server) == expected, "\(line)")
    }
    let methods = try Self.next(["rpc", "user."], server)
    #expect(
      methods == [
        "user.list", "user.get", "user.create", "user.update", "user.put", "user.delete", "user.check_password",
        "user.set_password", "user.permissions", "user.can", "user.unblock", "user.reset_two_factor",
      ])
    #expect(try Set(Self.next(["rpc", ""], server)).isSuperset(of: methods + ["node.reset_api_key", "rpc.ping"]))
    #expect(try Self.next(["rpc", "us"], server) == methods)
    #expect(try Set(Self.next([""], server)).isSuperset(of: ["user", "task", "audit", "help", "completion"]))
    let newest = try Self.next(["task", "get", ""], server)
    #expect(newest.count > 2 && newest == newest.sorted { Int($0) ?? 0 > Int($1) ?? 0 })
  }

  @Test("fields and their values are told: enumerations, names of what is referred to, and lists")
  func assignments() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    for (line, expected) in [
      (["user", "can", "john", "scope=o"], ["scope=own", "scope=organization"]),
      (["user", "list", "--fields", "id,i"], ["id,ip"]), (["user", "list", "--order=email,em"], []),
      (["user", "create", "first"], ["firstname="]), (["user", "create", "firstname=x", "firstn"], []),
      (["user", "create", "organization=S"], ["organization=Small Organization"]),
      (["user", "update", "jane", "roles+=Res"], ["roles+=Researcher"]),
      (["user", "update", "jane", "roles=Viewer,Res"], ["roles=Viewer,Researcher"]),
      (["user", "update", "jane", "roles=Researcher,Res"], []),
      (["user", "create", "password="], ["password=?", "password=@-"]),
      (["user", "create", "firstname=@/et"], [":files"]), (["user", "create", "firstname:=j"], []),
      (["collaboration", "create", "encrypted="], ["encrypted=true", "encrypted=false"]),
      (["user", "list", "--where", "organization=Sm"], ["organization=Small Organization"]),
      (["user", "list", "--where", "organization.na"], ["organization.name="]),
      (["user", "list", "--where=organization.name=I"], ["--where=organization.name=IKNL"]),
      (["user", "list", "--where", "nothing.na"], []),
      (["user", "list", "--where", "username=root,jo"], ["username=root,john"]),
      (
        ["user", "list", "--where", "not (username=a b or organization=Sm"],
        ["not (username=a b or organization=Small Organization"]
      ),
      (["user", "list", "--fields", "username,organization.dom"], ["username,organization.domain"]),
      (["rule", "list", "--where", "operation=v"], ["operation=view"]),
      (["user", "set_password", "jane", "pass"], ["password="]), (["user", "get", "jane", "fir"], []),
    ] {
      #expect(try Self.next(line, server) == expected, "\(line)")
    }
    // A secret is nothing to look for.
    #expect(try !Self.next(["user", "list", "--where", ""], server).contains("password="))
  }

  @Test("a record's name that a terminal would act on is not offered")
  func hostile() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(
      in: folder,
      actions: [
        "user.list": .result(["items": [["id": 1, "username": "a\tb"], ["id": 2, "username": "ok\u{1B}[2J"]]])
      ])
    #expect(try Self.next(["user", "get", ""], server) == [])
  }

  @Test("without a daemon, or with one that is silent, commands and options are there")
  func absent() throws {
    let folder = try TemporaryFolder()
    let silent = try Server(path: folder.path(of: "silent")) { { _, _ in .silence } }
    for path in [folder.path(of: "none"), silent.path] {
      let words = try Vctl.run(["complete", "--", "u"], environment: ["VCTL_SOCKET": path])
      #expect(words.status == 0 && words.output.hasPrefix("undo\t") && words.errors == "")
      let keys = try Vctl.run(["complete", "--socket", path, "--", "user", "get", ""])
      #expect(keys.status == 0 && keys.output == "" && keys.errors == "")
    }
  }

  @Test("the line's own --socket chooses whom to ask")
  func socket() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(
      ["complete", "--timeout", "30", "--", "user", "get", "--socket", server.path, "ja"],
      environment: ["VCTL_SOCKET": "/nowhere"])
    #expect(outcome.output == "jane\tuser 3\n")
  }
}

/// The scripts, in the shells that are there.
@Suite("completion in shells")
struct ShellCompletionTests {
  private static func path(_ shell: String) -> String? {
    let path = ["/bin/", "/usr/bin/"].map { $0 + shell }.first { access($0, X_OK) == 0 }
    if path == nil { print("skipped: '\(shell)' is not installed") }
    return path
  }

  /// - Parameter folder: gets a `vctl` that waits for the daemon for as long as a busy machine may need.
  private static func run(
    _ shell: String, _ script: String, _ server: Server, _ folder: borrowing TemporaryFolder
  ) throws -> String {
    let patient = """
      #!/bin/sh
      [ "$1" != complete ] || { shift; set -- complete --timeout 30 "$@"; }
      exec '\(Vctl.program)' "$@"

      """
    try TemporaryFolder.write(Array(patient.utf8), to: folder.path(of: "vctl"))
    chmod(folder.path(of: "vctl"), 0o700)
    let outcome = try Vctl.run(
      ["-c", script],
      environment: [
        "VCTL_SOCKET": server.path, "PATH": "\(folder.path):/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
      ],
      program: shell)
    #expect(outcome.errors == "", "\(outcome.errors)")
    return outcome.output
  }

  @Test("bash: words are put together again, and what is offered can be typed")
  func bash() throws {
    guard let shell = Self.path("bash") else { return }
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    // As readline splits the lines (COMP_WORDBREAKS), and what then takes the place of the last part.
    for (parts, expected) in [
      (["vctl", " ", "user", " ", "get", " ", "ja"], "jane"), (["vctl", " ", "org"], "organization"),
      (["vctl", " ", "org", " ", "get", " ", "Sm"], "Small\\ Organization"),
      (["vctl", " ", "org", " ", "get", " ", "\"Sm"], "Small Organization"),
      (["vctl", " ", "org", " ", "get", " ", "Small\\ O"], "Small\\ Organization"),
      (["vctl", " ", "user", " ", "create", " ", "organization", "=", "I"], "IKNL"),
      (["vctl", " ", "user", " ", "update", " ", "jane", " ", "roles+", "=", "Res"], "Researcher"),
      (["vctl", " ", "user", " ", "update", " ", "jane", " ", "roles", "=", "Viewer,Res"], "Viewer,Researcher"),
      (["vctl", " ", "user", " ", "create", " ", "lastname", "=@", "/proc/vers"], "@/proc/version"),
      (["vctl", " ", "collaboration", " ", "create", " ", "encrypted", "="], "true false"),
      (["vctl", " ", "rule", " ", "get", " ", "node", ":", "organization", ":", "v"], "view"),
      (["vctl", " ", "user", " ", "create", " ", "firstn"], "firstname="), (["vctl", " ", "nothing", " ", ""], ""),
    ] {
      let words = parts.filter { $0 != " " }
      let quoted = words.map { "'\($0)'" }.joined(separator: " ")
      let script = """
        source <(vctl completion bash)
        COMP_WORDS=(\(quoted)) COMP_CWORD=\(words.count - 1) COMP_LINE='\(parts.joined())'
        COMP_POINT=${#COMP_LINE}
        _vctl
        echo "${COMPREPLY[*]}"
        """
      #expect(try Self.run(shell, script, server, folder) == expected + "\n", "\(parts.joined())")
    }
    let files =
      "source <(vctl completion bash); cd '\(folder.path)'; COMP_WORDS=(vctl transaction s.sq) COMP_CWORD=2 "
      + "COMP_LINE='vctl transaction s.sq' COMP_POINT=21; _vctl; echo ${COMPREPLY[*]}"
    #expect(try Self.run(shell, files, server, folder).hasPrefix("s.sqlite"))
  }

  @Test("fish: what it offers is what vctl says")
  func fish() throws {
    guard let shell = Self.path("fish") else { return }
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let script = """
      vctl completion fish | source
      complete -C 'vctl user get ja'
      complete -C 'vctl user create organization=I'
      complete -C 'vctl org get "Sm'
      """
    #expect(
      try Self.run(shell, script, server, folder)
        == "jane\tuser 3\norganization=IKNL\torganization 2\nSmall Organization\torganization 3\n")
  }

  @Test("zsh: what it describes is what vctl says")
  func zsh() throws {
    guard let shell = Self.path("zsh") else { return }
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    // The completion system needs a terminal: what it would be given is printed instead.
    let script = #"""
      compdef() { print -r -- "compdef $@" }
      _describe() { shift 2; print -rl -- "$1" "${(@P)2}" "${@[3,-1]}" }
      source <(vctl completion zsh)
      words=(vctl rule get node:organization:v) CURRENT=4 PREFIX=node:organization:v; _vctl
      words=(vctl org get '"Sm') CURRENT=4 PREFIX=Sm; _vctl
      words=(vctl user create firstn) CURRENT=4 PREFIX=firstn; _vctl
      """#
    let expected = [
      "compdef _vctl vctl", "word", "node\\:organization\\:view:rule 3", "word", "Small Organization:organization 3",
      "word", "firstname=:Given name.", "-S", "",
    ]
    #expect(try Self.run(shell, script, server, folder) == expected.joined(separator: "\n") + "\n")
  }
}
