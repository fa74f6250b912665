/// How a refused call can succeed, for programs. The raw value is the stable word in the answer's `data.remedy`. Most
/// of them are names of parameters.
package enum Remedy: String, Sendable, CaseIterable {
  /// Leave that parameter out.
  case strict
  /// Give that parameter: the call has no time limit then.
  case long
  /// Give that parameter: the later changes that block the undo are undone, too.
  case cascade
  /// Undo the change `data.undo` first, then give that parameter.
  case restoreSecrets = "restore_secrets"
  /// Give that parameter with the words in `data.requires`.
  case accept
  /// Give that parameter, which says what happens to the records in `data.dependents`.
  case dependents
  /// Ask for less in that parameter.
  case `where`
  case fields
  /// Give that parameter: other processes wait for as long as it takes.
  case hold
  /// Stop the server, and give that parameter, which says so.
  case serverStopped = "server_stopped"
  /// Give that parameter: a backup of another database is taken, too.
  case otherDatabase = "other_database"
  /// Give that parameter: existing records are changed, too.
  case update
  /// Send the same call again.
  case retry
  /// Stop the daemon, repair what the hint names, and start it again.
  case restart
}
