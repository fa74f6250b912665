import Adoption
import Catalogue
import JSON
import Store
import Vocabulary

extension Operation {
  static let compact = Operation(
    Method(
      Compaction.method, "Give the free pages of the database file back to the file system.",
      details:
        "A file whose mode is incremental gives them back in steps, each of which holds the lock for a tenth of a second. "
        + "Any other file has to be written anew once, with 'rebuild': nobody can change anything for that long, and the "
        + "server has to be stopped. Later ones are made in steps. The write-ahead log is emptied at the end.",
      access: .write,
      parameters: [
        Parameter("rebuild", .boolean, "Write the whole file anew, and make it incremental.", default: false),
        Parameter(
          "server_stopped", .boolean, "For 'rebuild': the server is stopped, and nothing else has the database open.",
          default: false),
        .dryRun,
      ],
      answer: .object([
        .init("incremental", .value(.boolean), "Whether the file gives free pages back in steps; as it is now."),
        .init("bytes", .value(.integer), "The size of the file before."),
        .init("free_bytes", .value(.integer), "How much of it was free."),
        .init("wal_bytes", .value(.integer), "The size of its write-ahead log before."),
        .init(
          "returned", .value(.integer), "By how many bytes the file and its log are smaller; in a dry run, will be."),
        .init(
          "room_bytes", .value(.integer), "How much room on the disk a rebuild needs meanwhile, for a dry run.",
          always: false),
        .init(
          "lock_ms", .value(.integer), "About how long a rebuild holds the lock, for a dry run.", always: false),
        .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
      ]), isDestructive: true, isLong: true, errors: [.invalid],
      example: Example(
        ["dry_run": true],
        answers: [
          "incremental": false, "bytes": 245_760, "free_bytes": 0, "wal_bytes": 0, "returned": 0, "room_bytes": 491_520,
          "lock_ms": 1_000, "dry_run": true,
        ])),
    .stepped { (database, arguments, environment, _) throws(Failure) in
      try Compaction(database, environment.service.served.database, arguments)
    })
}
