import FoundationEssentials
import MachineRules
import Simulation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sees to it that no child outlives this process, not even when it is killed.
///
/// A small helper process waits for the end of its standard input, which comes with the end of this process however that
/// happens. It then kills the groups it was told of, and whatever carries this watch's mark in its environment. Should
/// the helper be killed as well, the next emulator on the same data folder finds the mark there and does the same.
package actor OrphanWatch {
    /// The name under which all children, and what they start, carry their mark.
    static let variable = "WINDTUNNEL_PROCESS"

    /// Tells the children of this watch from all others, those of other watches of this process included.
    package nonisolated let mark: String
    private let ledger: String?
    private var children = 0
    private var helper: Task<ChildProcess, any Error>?
    private var isOver = false

    private static let watches = Atomic(0)

    /// - Parameter ledger: the file that remembers the mark for ``reap(ledger:)``; nil where nothing outlives this
    ///   process.
    package init(ledger: String?) {
        let number = Self.watches.add(1, ordering: .relaxed).newValue
        mark = "\(getpid())-\(WallClock.system.now().milliseconds)-\(number)"
        self.ledger = ledger
    }

    /// Kills what an earlier emulator left behind. To be called while nobody else can use the folder.
    package static func reap(ledger: String) async {
        guard let data = FileManager.default.contents(atPath: ledger) else { return }
        await MarkedProcesses.killAll(marked: String(decoding: data, as: UTF8.self))
        // One that cannot be removed names nothing that lives.
        try? FileManager.default.removeItem(atPath: ledger)
    }

    /// The mark for one more child.
    /// - Throws: when there is no watching.
    func nextMark() async throws(ChildProcess.SpawnFailure) -> String {
        _ = try await watching()
        children += 1
        return "\(mark)/\(children)"
    }

    func add(_ group: Int32) async { await tell("+ \(group)\n") }

    func forget(_ group: Int32) async { await tell("- \(group)\n") }

    /// Ends the watch; what is left of its children is killed.
    package func end() async {
        guard !isOver else { return }
        isOver = true
        // Where none was ever needed there is nothing to end.
        guard let helper = try? await helper?.value else { return }
        await helper.closeInput()
        _ = await helper.exit()
        if let ledger { try? FileManager.default.removeItem(atPath: ledger) }
    }

    private func tell(_ line: String) async {
        // A helper that was killed cannot be told; what is left then is the mark.
        try? await helper?.value.write(Array(line.utf8))
    }

    private func watching() async throws(ChildProcess.SpawnFailure) -> ChildProcess {
        guard !isOver else { throw ChildProcess.SpawnFailure("the emulator stops") }
        let task = helper ?? begin()
        helper = task
        do {
            return try await task.value
        } catch {
            throw ChildProcess.SpawnFailure("no process is run that could not be watched: \(error)")
        }
    }

    private func begin() -> Task<ChildProcess, any Error> {
        Task { [mark, ledger] in
            if let ledger { try Data(mark.utf8).write(to: URL(filePath: ledger), options: .atomic) }
            return try await ChildProcess.spawn(
                ChildProcess.Command(
                    words: ["/bin/sh", "-c", Self.script, "windtunnel-watch", "\(Self.variable)=\(mark)/"],
                    environment: ProcessEnvironment([("PATH", "/usr/bin:/bin"), ("LC_ALL", "C")]), folder: "/"
                ),
                nil, stdout: { _ in }, stderr: { _ in }
            )
        }
    }

    /// Reads `+ GROUP` and `- GROUP` up to the end, then kills. What has just been started may not carry its mark yet, so
    /// it looks until it finds nothing twice.
    private static let script = """
        trap '' HUP INT QUIT TERM
        groups=' '
        while read -r sign group; do
            case $sign in
            +) groups="$groups$group " ;;
            -) groups="${groups%% "$group" *} ${groups#* "$group" }" ;;
            esac
        done
        for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
        quiet=0 rounds=0
        while [ $quiet -lt 2 ] && [ $rounds -lt 50 ]; do
            rounds=$((rounds + 1))
            found=$(grep -ls "$1" /proc/[0-9]*/environ 2>/dev/null)
            if [ -z "$found" ]; then quiet=$((quiet + 1)); else quiet=0; fi
            for file in $found; do
                process=${file#/proc/}
                kill -s KILL "${process%/environ}" 2>/dev/null
            done
        done
        exit 0
        """
}
