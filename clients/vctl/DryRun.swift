/// What is said of calls that keep nothing.
enum DryRun {
  static let note = "nothing was kept: this was a dry run"
}
