import FoundationEssentials
import Glibc
import MachineRules
import Simulation
import Testing

@testable import Guests

@Suite("A child process", .timeLimit(.minutes(5)))
struct ChildProcessTests {
    @Test("gets its words, its environment and its folder, and nothing else of this process")
    func begins() async throws {
        try await withWatch { watch in
            let script =
                "printf '%s|' \"$0\" \"$@\" \"$GREETING\" \"$(pwd)\" \"${USER-none}\"; ls /proc/self/fd | wc -l >&2"
            let child = try await RunningChild(
                ["sh", "-c", script, "zero", "a b", ""], environment: [("GREETING", "hello"), ("EMPTY", "")],
                watch: watch
            )
            #expect(await child.process.exit() == .clean)
            #expect(child.stdout.text == "zero|a b||hello|/tmp|none|")
            // Its three streams, and the one by which the folder is listed.
            #expect(child.stderr.text.filter(\.isNumber) == "4")
        }
    }

    @Test(
        "tells how it ended",
        arguments: [
            ("exit 0", MachineRules.ExitStatus(exitCode: 0)), ("exit 7", MachineRules.ExitStatus(exitCode: 7)),
            ("kill -TERM $$", MachineRules.ExitStatus(exitCode: 143, signal: 15)),
            ("kill -KILL $$", MachineRules.ExitStatus(exitCode: 137, signal: 9)),
        ]
    )
    func ends(script: String, expected: MachineRules.ExitStatus) async throws {
        try await withWatch { watch in
            let child = try await RunningChild(script: script, watch: watch)
            async let first = child.process.exit()
            async let second = child.process.exit()
            #expect(await [first, second] == [expected, expected])
            #expect(child.process.status == expected)
        }
    }

    @Test("has delivered all it wrote before its exit is told")
    func deliversBeforeExit() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(script: "head -c 3000000 /dev/zero; echo last >&2", watch: watch)
            _ = await child.process.exit()
            #expect(child.stdout.bytes.count == 3_000_000)
            #expect(child.stderr.text == "last\n")
        }
    }

    @Test("answers what is written to it, however much that is")
    func echoes() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(["cat"], watch: watch)
            let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
            try await child.process.write(body)
            try await child.process.write(Array("end".utf8))
            await child.process.closeInput()
            #expect(await child.process.exit() == .clean)
            #expect(child.stdout.bytes == body + Array("end".utf8))
        }
    }

    @Test("keeps bodies whole that are written at the same time")
    func keepsBodiesWhole() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(["cat"], watch: watch)
            await withTaskGroup(of: Void.self) { group in
                for letter in UInt8(ascii: "a")...UInt8(ascii: "h") {
                    group.addTask { try? await child.process.write(Array(repeating: letter, count: 100_000)) }
                }
            }
            await child.process.closeInput()
            _ = await child.process.exit()
            let bytes = child.stdout.bytes
            #expect(bytes.count == 800_000)
            let changes = zip(bytes, bytes.dropFirst()).count { $0 != $1 }
            #expect(changes == 7)
        }
    }

    @Test("that does not read holds its writer, whom its end lets go")
    func holdsWriter() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(script: "echo up; exec sleep 1000", watch: watch)
            await child.stdout.reach(3)
            let writing = Task { try await child.process.write(Array(repeating: 0, count: 1_000_000)) }
            _ = await child.process.killAll()
            await #expect(throws: ChildProcess.BrokenPipe.self) { try await writing.value }
            await #expect(throws: ChildProcess.BrokenPipe.self) { try await child.process.write([0]) }
        }
    }

    @Test("waits while nobody takes what it writes")
    func waitsForItsReader() async throws {
        try await withWatch { watch in
            let taken = Written()
            let gate = Promise<Void>()
            let flood = try await ChildProcess.spawn(
                ChildProcess.Command(
                    words: ["sh", "-c", "yes & echo $! >&2; wait"],
                    environment: ProcessEnvironment([("PATH", "/usr/bin:/bin")]), folder: "/"
                ),
                watch: watch,
                stdout: { piece in
                    taken.append(piece)
                    await gate.value(onCancel: ())
                },
                stderr: { _ in }
            )
            await taken.reach(1)
            flood.send(.kill)
            gate.keep(())
            _ = await flood.exit()
            // The piece that was being taken, the one read ahead, and what the pipe held.
            #expect(taken.bytes.count <= 4 * 65_536)
        }
    }

    @Test("that obeys its signal ends in its own way")
    func obeys() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(
                script: "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 1000 & wait; done", watch: watch
            )
            await child.stdout.reach(3)
            let status = await child.process.terminate(.term) { try await never() }
            #expect(status == MachineRules.ExitStatus(exitCode: 3))
            #expect(child.stdout.lines == ["up", "bye"])
        }
    }

    @Test("that ignores its signal is killed when the patience ends")
    func isKilled() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(
                script: "trap '' TERM; echo up; while :; do sleep 1000; done", watch: watch)
            await child.stdout.reach(3)
            let patience = Promise<Void>()
            async let status = child.process.terminate(.term) { await patience.value(onCancel: ()) }
            patience.keep(())
            #expect(await status == .killed)
        }
    }

    @Test("stands still while it is frozen, and goes on afterwards")
    func freezes() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(["cat"], watch: watch)
            child.process.freeze()
            var information = siginfo_t()
            #expect(waitid(P_PID, id_t(child.process.pid), &information, WSTOPPED | WNOWAIT) == 0)
            try await child.process.write(Array("held".utf8))
            #expect(child.stdout.bytes.isEmpty)
            child.process.thaw()
            await child.stdout.reach(4)
            #expect(child.stdout.text == "held")
        }
    }

    @Test("that is frozen can be asked to end")
    func endsFrozen() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(["sleep", "1000"], watch: watch)
            child.process.freeze()
            let status = await child.process.terminate(.term) { try await never() }
            #expect(status == MachineRules.ExitStatus(exitCode: 143, signal: 15))
        }
    }

    @Test(
        "takes with it what it started, whatever group or session that is in",
        arguments: ["sleep 1000 &", "setsid sleep 1000 &", "(setsid sh -c 'sleep 1000 & sleep 1000' &);"]
    )
    func takesItsOwn(script: String) async throws {
        try await withWatch { watch in
            let child = try await RunningChild(script: "\(script) echo up; read -r line", watch: watch)
            await child.stdout.reach(3)
            #expect(MarkedProcesses.all(marked: watch.mark).count >= 2)
            try await child.process.write(Array("\n".utf8))
            #expect(await child.process.exit() == .clean)
            #expect(await allGone(watch))
        }
    }

    @Test("has ended when its first process has, although one that it cannot be traced to holds its output")
    func endsBesideStrangers() async throws {
        try await withWatch { watch in
            let script = "setsid env -i sh -c 'echo $$; exec sleep 1000' & read -r line; exit 5"
            let child = try await RunningChild(script: script, watch: watch)
            // Once it speaks it has left everything by which it could be traced.
            await child.stdout.reach(1)
            try await child.process.write(Array("\n".utf8))
            #expect(await child.process.exit() == MachineRules.ExitStatus(exitCode: 5))
            let stranger = try #require(Int32(child.stdout.lines.first ?? ""))
            #expect(kill(stranger, SIGKILL) == 0)
        }
    }

    @Test("has its signals as any program begins with them")
    func hasDefaultSignals() async throws {
        try await withWatch { watch in
            let child = try await RunningChild(script: "(yes; echo $? >&2) | head -n 1", watch: watch)
            _ = await child.process.exit()
            #expect(child.stderr.text == "141\n")
        }
    }

    @Test("is the shell's when it is a script without an interpreter")
    func runsScripts() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wt-script-\(getpid())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("echo \"$@\"\n".utf8).write(to: URL(filePath: folder + "/tool"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/tool")
        try await withWatch { watch in
            for name in ["./tool", "tool", folder + "/tool"] {
                let child = try await RunningChild(
                    [name, "a", "b"], environment: [("PATH", "/bin:" + folder)], in: folder, watch: watch
                )
                #expect(await child.process.exit() == .clean)
                #expect(child.stdout.text == "a b\n")
            }
        }
    }

    @Test("that cannot begin says why")
    func failsToBegin() async throws {
        try await withWatch { watch in
            let cases = [
                (["no-such-program"], "/", "exec: \"no-such-program\": executable file not found in $PATH"),
                (["/no/such"], "/", "fork/exec /no/such: no such file or directory"),
                (["./such"], "/no", "chdir /no: no such file or directory"),
                (["/etc/passwd"], "/", "fork/exec /etc/passwd: permission denied"),
                (["true"], "/no/folder", "chdir /no/folder: no such file or directory"),
            ]
            for (words, folder, text) in cases {
                let error = await #expect(throws: ChildProcess.SpawnFailure.self) {
                    _ = try await RunningChild(words, in: folder, watch: watch)
                }
                #expect(error?.description.lowercased() == text.lowercased())
            }
        }
    }
}

/// Waits until the task is cancelled.
func never() async throws {
    let promise = Promise<Bool>()
    _ = await promise.value(onCancel: false)
    throw CancellationError()
}
