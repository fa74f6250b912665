import ClientKit
import JSON
import Linux
import ShellLanguage

// A secret that a call makes is told at once: nobody sees it again, and it is in force.
extension Database {
  /// - Throws: where nothing could show a secret that one of the methods makes.
  func checkShows(_ methods: [String]) throws(ShellError) {
    let secrets = methods.flatMap { name in
      schema.service.methods.first { $0.name == name }.flatMap { method in
        method.entity.flatMap { schema.service.entity($0) }.map { method.freshSecrets(of: $0) }
      } ?? []
    }
    guard let secret = secrets.first, !StandardDescriptors.isWritable(1), !StandardDescriptors.isWritable(2) else {
      return
    }
    throw ShellError(
      "OSError", "a new \(secret.name) could not be shown: standard output and standard error are closed")
  }

  /// Tells the secrets in the answer of a call about such a record.
  func tellSecrets(in answer: JSON, of shape: Shape) {
    for secret in FreshSecret.all(in: answer, of: shape.entity, nil) {
      link.note(Escape.controls(in: secret.sentence) + " (shown only this once: keep it now)")
    }
  }
}
