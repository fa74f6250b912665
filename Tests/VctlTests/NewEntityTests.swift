import Adoption
import TestData
import TestProduct
import Testing

/// The clients learn an entity from the daemon's description: this one is in no vantage6.
@Suite("An entity more") struct NewEntityTests {
  private static func vctl(_ server: Server, _ words: String...) throws -> Vctl.Outcome {
    try Vctl.run(words, environment: ["VCTL_SOCKET": server.path])
  }

  @Test("vctl makes, lists, completes and explains it")
  func command() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, new: .withLicence)
    #expect(try Self.vctl(server, "organization", "create", "name=Alpha").status == 0)
    let made = try Self.vctl(server, "licence", "create", "name=Small", "ends_at=2027-01-01", "holder=Alpha")
    #expect(made.status == 0, "\(made.errors)")
    let list = try Self.vctl(server, "permit", "list").output
    #expect(
      list == """
        id  name   holder  seats  ends_at
         1  Small  Alpha       1  2027-01-01 00:00:00Z

        """)
    let help = try Self.vctl(server, "help").output
    #expect(help.contains("  licence          What an organization may compute, and how long. (also: permit)\n"))
    let verb = try Self.vctl(server, "licence", "create", "--help").output
    #expect(verb.contains("ends_at") && verb.contains("When it ends."))
    func next(_ words: String...) throws -> [String] {
      let outcome = try Vctl.run(["complete", "--"] + words, environment: ["VCTL_SOCKET": server.path])
      return outcome.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }
    #expect(try next("lic") == ["licence"])
    #expect(try next("licence", "cr") == ["create"])
    #expect(try next("licence", "get", "S") == ["Small"])
    #expect(try next("licence", "update", "Small", "holder=A") == ["holder=Alpha"])
    #expect(try Self.vctl(server, "history", "licence", "Small").output.contains("licence.create"))
  }

  @Test("the shell has a class for it")
  func shell() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, new: .withLicence)
    let outcome = try Vctl.run(
      ["shell"],
      input: """
        o = db.Organization(name="Alpha")
        o.save()
        l = db.Licence(name="Small", holder=o)
        l.save()
        l.seats += 4
        l.save()
        [(x.name, x.seats, x.holder.name) for x in db.Licence.get()]
        o.licences[0].name
        l.delete()
        len(db.Licence.get())

        """, environment: ["VCTL_SOCKET": server.path])
    #expect(outcome.output.contains("[('Small', 5, 'Alpha')]\n'Small'\n"), "\(outcome.output) \(outcome.errors)")
    #expect(outcome.output.hasSuffix("0\n") && outcome.errors == "", "\(outcome.output) \(outcome.errors)")
  }
}
