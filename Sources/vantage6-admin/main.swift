import Daemon
import Glibc
import Linux
import Setup

// First of all: nothing that is opened from here on may get one of their numbers.
guard StandardDescriptors.hold() else { exit(1) }
let words = Array(CommandLine.arguments.dropFirst())
exit(HostCommand.run(words) ?? Program.run(words))
