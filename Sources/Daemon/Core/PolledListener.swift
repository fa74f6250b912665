/// A listening socket of the loop, and whether epoll polls it.
struct PolledListener: ~Copyable {
  let listener: Listener
  /// False while the loop accepts nothing: at the start, without descriptors, and at the end.
  var isPolled = false

  init(_ listener: consuming Listener) { self.listener = listener }
}
