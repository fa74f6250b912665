/// How long a test waits for an event before it says that the program hangs. No result depends on it. It is this long
/// because on a machine with twenty busy threads a program was silent for more than a minute.
package enum Patience {
  package static let milliseconds: Int32 = 600_000
}
