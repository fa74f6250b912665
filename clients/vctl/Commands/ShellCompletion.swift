import ClientKit

extension Command {
  static let completion = Command(
    name: "completion", synopsis: "bash|zsh|fish",
    help: "Print a script that teaches a shell to complete vctl's words.",
    examples: ["source <(vctl completion bash)", "vctl completion fish | source"], options: [],
    words: [.oneOf(CompletionScript.all.map(\.shell))]
  ) { words, _, settings in
    let shells = CompletionScript.all.map(\.shell)
    guard words.count == 1, let script = CompletionScript.all.first(where: { $0.shell == words[0] }) else {
      throw UsageError("completion needs the name of a shell: \(shells.joined(separator: ", "))")
    }
    try show(script.text, settings)
  }
}
