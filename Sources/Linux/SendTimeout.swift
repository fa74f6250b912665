import Glibc

/// Bounds how long a connect to a socket, and each send, may wait (SO_SNDTIMEO of socket(7)).
/// - Parameter limit: at least a microsecond, since none means for ever.
package func setSendTimeout(_ limit: Duration, of descriptor: Int32) {
  let (seconds, attoseconds) = limit.components
  var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(max(attoseconds / 1_000_000_000_000, 1)))
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
}
