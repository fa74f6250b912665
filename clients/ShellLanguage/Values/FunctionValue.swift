/// Something that can be called: a built-in, a method bound to its object, or a lambda.
package final class FunctionValue: Container {
  enum Body {
    case native((Call) throws(ShellError) -> Value)
    case lambda(Lambda)
  }

  package let name: String
  package let parameters: Parameters
  /// A sentence about what it does, for `help`.
  package let summary: String
  private(set) var receiver: Value
  private(set) var body: Body

  /// Makes a function of the host.
  ///
  /// - Parameters:
  ///   - receiver: the object that the method belongs to. Give it here instead of capturing it, where it is a value of
  ///     the language: see `Container`.
  ///   - body: what it does; its arguments are already checked against `parameters`.
  package init(
    _ name: String, _ parameters: Parameters, _ summary: String, receiver: Value = .none,
    body: @escaping (Call) throws(ShellError) -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.summary = summary
    self.receiver = receiver
    self.body = .native(body)
  }

  init(_ lambda: Lambda) {
    name = "<lambda>"
    parameters = Parameters(required: lambda.form.parameters)
    summary = "A function of one expression."
    receiver = .none
    body = .lambda(lambda)
  }

  var isLambda: Bool {
    if case .lambda = body { return true }
    return false
  }

  var typeName: String {
    if isLambda { return "function" }
    if case .none = receiver { return "builtin_function_or_method" }
    return "method"
  }

  package override func takeContents() -> [Container] {
    var found = Container.containers(in: [receiver])
    receiver = .none
    if case .lambda(let lambda) = body {
      if let scope = lambda.scope { found.append(scope) }
      body = .native { (_) throws(ShellError) in .none }
    }
    return found
  }

  deinit { Container.release(takeContents()) }
}

/// A lambda with the variables round it.
struct Lambda {
  let form: LambdaForm
  let scope: Scope?
  /// The chunk that it was written in: spots of its errors only mean something there.
  let chunk: Int
}

/// A function that is the same in every session.
struct NativeFunction: Sendable {
  let name: String
  let parameters: Parameters
  let summary: String
  let body: @Sendable (Call) throws(ShellError) -> Value

  init(
    _ name: String, _ parameters: Parameters, _ summary: String,
    body: @escaping @Sendable (Call) throws(ShellError) -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.summary = summary
    self.body = body
  }

  /// The function as a value, bound to an object where it is a method.
  func value(of receiver: Value = .none) -> Value {
    .function(FunctionValue(name, parameters, summary, receiver: receiver, body: body))
  }
}

/// The call of a native function: its checked arguments.
package struct Call {
  package let runtime: any Runtime
  /// The object of a method; `none` for a function.
  package let receiver: Value
  /// One per named parameter, in the order of the parameters; nil where it was left out.
  package let values: [Value?]
  /// What `*` took.
  package let rest: [Value]
  /// What `**` took, in order.
  package let keywords: [(name: String, value: Value)]

  var budget: Budget { runtime.budget }

  /// The argument at `index`; nil where it was left out.
  package subscript(_ index: Int) -> Value? { values[index] }

  /// A required argument.
  package func value(_ index: Int) -> Value { values[index] ?? .none }
}
