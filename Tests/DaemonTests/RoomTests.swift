import TestData
import Testing

@Suite(
  "Long work that finds no room on a disk",
  .enabled(if: RunningProgram.canMount, "needs leave to mount"))
struct RoomTests {
  @Test(
    "a backup to a full disk is refused, and leaves nothing there", arguments: [false, true], [[], ["--compress"]])
  func backup(isLogged: Bool, options: [String]) throws {
    let world = try Cramped(.sample4, kilobytes: 6_000, .elsewhere, isLogged: isLogged)
    // What is compressed fits unless little is left.
    let filling = world.disk + "/filling"
    if options != [] { try TemporaryFolder.write([UInt8](repeating: 1, count: (4 << 20) - 16_384), to: filling) }
    let said = try world.refusal(["backup", world.disk + "/backup"] + options)
    #expect(
      said
        == (options == []
          ? "error: no space is left for the backup: none was made\nhint: make room, or use another folder\n"
          : "error: cannot write 'DISK/backup': no space left on device\n"))
    #expect(try world.vctl(["backup", world.backup] + options).status == 0)
  }

  @Test(
    "a restore is refused wherever the disk of the database fills, and leaves the database and no copy",
    arguments: [false, true],
    [
      (2_500, "no space is left for a copy of the backup beside the database: nothing was changed\n"),
      (1_500, "no backup of 'DISK/db' could be made beside it, so nothing was changed: no space is left\n"),
      (1_000, "the disk is full: nothing was changed\nhint: make room and try again\n"),
    ])
  func restore(isLogged: Bool, part: (kilobytes: Int, message: String)) throws {
    let world = try Cramped(.sample4, kilobytes: part.kilobytes, .onDisk, isLogged: isLogged)
    #expect(try world.vctl(["backup", world.backup]).status == 0)
    #expect(try world.vctl(["organization", "create", "name=later"]).status == 0)
    let said = try world.refusal(["restore", "--yes", "--server-stopped", world.backup])
    #expect(said == "error: " + part.message)
    #expect(try world.vctl(["organization", "update", "later", "name=still"]).status == 0)
  }

  @Test("a migration is refused where the disk fills, and the database is of its version", arguments: [false, true])
  func migrate(isLogged: Bool) throws {
    let world = try Cramped(.sample3, kilobytes: 2_000, .onDisk, isLogged: isLogged)
    let said = try world.refusal(["migrate", "--to", "4", "--yes", "--no-copy"])
    #expect(said == "error: the disk is full: nothing was changed\nhint: make room and try again\n")
    #expect(try world.vctl(["organization", "create", "name=still"]).status == 0)
  }

  @Test("a check that needs a copy of the database is refused")
  func check() throws {
    let world = try Cramped(.sample4, kilobytes: 2_500, .onDisk, isLogged: false)
    let said = try world.refusal(["check"])
    #expect(said == "error: the disk is full: nothing was changed\nhint: make room and try again\n")
  }

  @Test(
    "a limit of the size of files, of the daemon's or of vctl's, is an error and kills nobody",
    arguments: [false, true])
  func limit(isLogged: Bool) throws {
    let world = try Cramped(.sample4, kilobytes: 2_500, .elsewhere, isLogged: isLogged, setting: "ulimit -f 1000")
    let said = try world.refusal(["backup", world.disk + "/backup"])
    #expect(said == "error: no space is left for the backup: none was made\nhint: make room, or use another folder\n")
    let free = try Cramped(.sample4, kilobytes: 2_500, .elsewhere, isLogged: isLogged)
    let mine = try free.refusal(["backup", "--compress", free.disk + "/backup"], setting: "ulimit -f 1")
    #expect(mine == "error: cannot write 'DISK/backup': file too large\n")
  }

  @Test("a compressed backup finds no room to be expanded, and the message names the folder")
  func expanded() throws {
    let world = try Cramped(.sample4, kilobytes: 6_000, .elsewhere, isLogged: false)
    #expect(try world.vctl(["backup", "--compress", world.backup]).status == 0)
    let said = try world.refusal(
      ["restore", "--dry-run", world.backup], setting: "export TMPDIR='\(world.disk)'")
    #expect(
      said
        == "error: no temporary file can be written in 'DISK': no space left on device\nhint: TMPDIR names another folder\n"
    )
  }

  @Test("standard output that takes nothing is told")
  func standardOutput() throws {
    let world = try Cramped(.sample4, kilobytes: 1, .elsewhere, isLogged: false)
    let said = try world.refusal(["backup", "-"], setting: "exec >/dev/full")
    #expect(said == "error: cannot write the backup: no space left on device\n")
  }
}
