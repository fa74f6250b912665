import Glibc

/// Runs programs to their end.
package enum FinishedProgram {
  /// - Parameter words: the path of the program, and its arguments.
  /// - Returns: its exit status, 128 + the signal that ended it, and what it wrote to standard output and error.
  package static func run(_ words: [String]) throws(TestDataError) -> (status: Int32, output: String) {
    // A pipe would end only with the last process that has it, such as a server that the program started.
    guard let stream = tmpfile() else { throw TestDataError("tmpfile: \(String(cString: strerror(errno)))") }
    defer { fclose(stream) }
    let file = fileno(stream)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, file, 1)
    posix_spawn_file_actions_adddup2(&actions, file, 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
    guard code == 0 else { throw TestDataError("cannot run '\(words[0])': \(String(cString: strerror(code)))") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    lseek(file, 0, SEEK_SET)
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(file, &buffer, buffer.count), count > 0 { output += buffer[..<count] }
    return (signal == 0 ? status >> 8 & 0xFF : 128 + signal, String(decoding: output, as: UTF8.self))
  }
}
