import Daemon
import Glibc
import Setup

let words = Array(CommandLine.arguments.dropFirst())
exit(HostCommand.run(words) ?? Program.run(words))
