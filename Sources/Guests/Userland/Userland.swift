package import MachineRules
package import ModelContextProtocol

/// The few programs that answer an `exec` in an emulated machine, where no real process runs: `echo`, `true`, `false`,
/// `exit`, `env`, `printenv`, `hostname`, `pwd`, `uname`, `whoami`, `id`, `date`, `ls`, `cat`, `sleep`, and `sh -c` with
/// simple commands. Whatever else is asked for is not found. All of it is chosen.
///
/// Everything it knows is handed in: words, environment and files go in; an exit code and two streams come out.
package struct Userland: Sendable {
    let hostname: String
    let environment: ProcessEnvironment
    let files: VolumeFiles
    let startedAt: Timestamp
    let sleep: @Sendable (Timestamp) async throws -> Void

    /// - Parameters:
    ///   - files: what `ls` and `cat` see; nothing else is on the emulated disk.
    ///   - startedAt: the time that `date` tells, until a `sleep` moves it on.
    ///   - sleep: returns at that time, or throws when the work is to end.
    package init(
        hostname: String,
        environment: ProcessEnvironment,
        files: VolumeFiles,
        startedAt: Timestamp,
        sleep: @escaping @Sendable (Timestamp) async throws -> Void
    ) {
        self.hostname = hostname
        self.environment = environment
        self.files = files
        self.startedAt = startedAt
        self.sleep = sleep
    }

    /// Runs one command.
    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - stdin: what the program reads from its standard input.
    /// - Throws: what ``sleep`` throws, and nothing else.
    package func run(_ words: [String], stdin: [UInt8] = []) async throws -> CommandResult {
        var session = ShellSession(self, stdin: stdin)
        return try await session.run(words)
    }
}

/// Names and values in the order they were first set; the last value of a name counts.
package struct ProcessEnvironment: Sendable, Hashable {
    private var places: [String: Int] = [:]
    private var members: [Member] = []

    private struct Member: Sendable, Hashable {
        let name: String
        var value: String
    }

    package init(_ pairs: some Sequence<(String, String)> = EmptyCollection()) {
        for (name, value) in pairs { self[name] = value }
    }

    package subscript(name: String) -> String? {
        get { places[name].map { members[$0].value } }
        set {
            guard let newValue else { return }
            if let place = places[name] {
                members[place].value = newValue
            } else {
                places[name] = members.count
                members.append(Member(name: name, value: newValue))
            }
        }
    }

    /// As `env` prints them.
    var lines: [String] { members.map { "\($0.name)=\($0.value)" } }
}
