extension Builtins {
  static let outputFunctions: [NativeFunction] = [
    NativeFunction("print", ["*values", "sep=", "end=", "flush="], "Prints values, by default with a blank between.") {
      (call) throws(ShellError) -> Value in
      let separator = try call.text(0) ?? " "
      var text = ""
      for (index, value) in call.rest.enumerated() {
        if index > 0 { text += separator }
        text += try Representation.text(of: value, call.budget)
        try call.budget.checkText(text.utf8.count)
      }
      call.runtime.write(text + (try call.text(1) ?? "\n"))
      return .none
    },
    NativeFunction("help", ["value="], "Tells about a value, or about the language.") {
      (call) throws(ShellError) -> Value in
      call.runtime.write(try call.runtime.help(about: call[0]) + "\n")
      return .none
    },
    NativeFunction("dir", ["value="], "Lists the attributes of a value, or the variables.") {
      (call) throws(ShellError) -> Value in
      let names = call[0].map { call.runtime.attributeNames(of: $0) } ?? call.runtime.variableNames
      return .list(names.map(Value.text))
    },
    NativeFunction("repr", ["value"], "The text that a bare value shows.") { (call) throws(ShellError) -> Value in
      .text(try Representation.of(call.value(0), call.budget))
    },
    NativeFunction("format", ["value", "format="], "The value in a format such as '.2f'.") {
      (call) throws(ShellError) -> Value in
      .text(try Formatting.text(call.value(0), try call.text(1) ?? "", call.budget))
    },
  ]
}
