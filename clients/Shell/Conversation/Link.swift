package import ClientKit
package import JSON
import JSONRPC
package import ShellLanguage
import Vocabulary

/// The conversation with the daemon: one call after the other, made anew where it was lost.
package final class Link {
  package let path: String
  package let isReadOnly: Bool
  /// Takes what a person should know beside the answer.
  package var note: (String) -> Void = { _ in }
  /// Called after the connection was made anew, before anything else is sent over it.
  var onReconnection: () -> Void = {}
  private let timeout: Duration?
  private var client: Client?

  /// Connects.
  ///
  /// - Parameters:
  ///   - timeout: bounds the daemon's silence; nil for none.
  ///   - isReadOnly: refuses changes before they are sent.
  package init(path: String, timeout: Duration? = .seconds(30), isReadOnly: Bool = false) throws(ConnectionError) {
    (self.path, self.timeout, self.isReadOnly) = (path, timeout, isReadOnly)
    client = try Self.connect(path, timeout)
  }

  private static func connect(_ path: String, _ timeout: Duration?) throws(ConnectionError) -> Client {
    var client = try Client(path: path, timeout: timeout)
    let name = Terminal.environment("SUDO_USER") ?? ""
    client.announce(program: "vshell", onBehalfOf: name.isEmpty ? nil : name)
    return client
  }

  /// A call that changes nothing: sent again where the connection was lost.
  package func read(_ method: String, _ params: JSON) throws(ShellError) -> JSON {
    do throws(CallFailure) {
      return try exchange(method, params, isChange: false)
    } catch {
      guard case .connection(.closed, _) = error else { throw ShellError(error) }
    }
    do throws(CallFailure) {
      return try exchange(method, params, isChange: false)
    } catch { throw ShellError(error) }
  }

  /// A call that may change something: sent once, over a connection that was just seen to work.
  /// - Parameter keywords: flags of the method that the statement has as keyword arguments.
  package func change(_ method: String, _ params: JSON, keywords: [String] = []) throws(ShellError) -> JSON {
    guard !isReadOnly else {
      throw ShellError("PermissionError", "this shell is read-only", hint: "start vshell without --read-only")
    }
    _ = try read("rpc.ping", .object(.init()))
    let answer: JSON
    do throws(CallFailure) {
      answer = try exchange(method, params, isChange: true)
    } catch {
      throw ShellError(error).hinted { keywords.contains($0.rawValue) ? "\($0.rawValue)=True" : nil }
    }
    for warning in answer["warnings"]?.array ?? [] {
      if let text = warning.string { note("warning: \(Escape.controls(in: text))") }
    }
    return answer
  }

  private func exchange(_ method: String, _ params: JSON, isChange: Bool) throws(CallFailure) -> JSON {
    if client == nil { try reconnect() }
    guard var client = client.take() else {
      throw .connection(.closed, outcomeUnknown: false)
    }
    do throws(CallFailure) {
      let answer = try client.call(method, params, isChange: isChange)
      self.client = consume client
      return answer
    } catch {
      // After a refusal the conversation goes on; after anything else an answer may still be under way.
      if case .refused = error { self.client = consume client }
      throw error
    }
  }

  private func reconnect() throws(CallFailure) {
    do throws(ConnectionError) {
      client = try Self.connect(path, timeout)
    } catch { throw .connection(error, outcomeUnknown: false) }
    note("the connection was lost: connected again")
    onReconnection()
  }
}
