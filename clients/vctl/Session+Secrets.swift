import ClientKit
import JSON
import Linux

// A secret that a call makes is shown, whatever the format shows: nobody sees it again, and it is in force.
extension Session {
  /// - Parameter isPrinted: what is printed holds the secrets; else they are said on standard error.
  /// - Throws: before the call, where nothing could show a secret that it makes.
  func checkShows(_ secrets: [FieldDescription], isPrinted: Bool) throws {
    let isShown = StandardDescriptors.isWritable(2) || (isPrinted && StandardDescriptors.isWritable(1))
    guard let secret = secrets.first, !isShown else { return }
    throw Ending(
      .refused,
      "a new \(secret.name) could not be shown: standard error is closed, and standard output has no place "
        + "for it", kind: "output")
  }

  /// Prints an answer; secrets that the text leaves out, and those of a text that cannot be written, are said on
  /// standard error.
  mutating func write(_ text: String, showing secrets: [FreshSecret]) throws {
    guard !secrets.isEmpty else { return try output.write(text) }
    // What a pager shows is gone when it ends.
    output = Output(1, pages: false)
    var untold = secrets.filter { !text.contains($0.value) }
    var failure: (any Error)?
    do { try output.write(text) } catch { (untold, failure) = (secrets, error) }
    for secret in untold {
      guard notes.tell(secret) else { throw Self.lost(secret) }
    }
    switch failure {
    case Output.Failure.closed?: throw Ending(.refused, Output.Failure.closed.message, kind: "output")
    case let failure?: throw failure
    case nil: break
    }
    for field in Set(secrets.map(\.field)).sorted() { notes.say("\(field) is shown only this once: keep it now") }
  }

  private static func lost(_ secret: FreshSecret) -> Ending {
    Ending(
      .refused, "the new \(secret.field) of \(secret.record) could not be shown: nobody knows it",
      hint: secret.remedy.map { "'\($0)' makes another one" }, kind: "output")
  }
}
