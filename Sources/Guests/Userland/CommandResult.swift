/// What a command left behind. Of each stream only the first MiB is kept (chosen), whatever the command writes.
package struct CommandResult: Sendable, Hashable {
    package internal(set) var exitCode: Int
    /// The signal that ended it, 0 for none.
    package let exitSignal: Int
    package private(set) var stdout: [UInt8]
    package private(set) var stderr: [UInt8]

    package static let mostBytes = 1 << 20

    init(exitCode: Int = 0, exitSignal: Int = 0, stdout: [UInt8] = [], stderr: [UInt8] = []) {
        self.exitCode = exitCode
        self.exitSignal = exitSignal
        self.stdout = Array(stdout.prefix(Self.mostBytes))
        self.stderr = Array(stderr.prefix(Self.mostBytes))
    }

    /// A command that said something.
    init(_ text: String) {
        self.init(stdout: Array(text.utf8))
    }

    /// A command that failed and said why, in one line.
    static func failure(_ exitCode: Int, _ text: String) -> CommandResult {
        CommandResult(exitCode: exitCode, stderr: Array((text + "\n").utf8))
    }

    mutating func print(_ bytes: some Collection<UInt8>) {
        stdout += bytes.prefix(Self.mostBytes - stdout.count)
    }

    mutating func complain(_ text: String) {
        stderr += (text + "\n").utf8.prefix(Self.mostBytes - stderr.count)
    }

    /// The next command of a script ran: its output follows, its exit code counts.
    mutating func append(_ next: CommandResult) {
        exitCode = next.exitCode
        print(next.stdout)
        stderr += next.stderr.prefix(Self.mostBytes - stderr.count)
    }
}
