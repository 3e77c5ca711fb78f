import Foundation
import Glibc
import Testing

@testable import WindtunnelCommands

@Suite("Running a command", .serialized, .timeLimit(.minutes(5)))
struct ExecTests {
    private static let environment = ["PATH": "/usr/bin:/bin"]

    private func run(_ words: String...) async throws -> Int32 {
        try await ChildCommand(words: words, environment: Self.environment).run(environment: Self.environment)
    }

    @Test(
        "passes on how it ended",
        arguments: [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -9 $$", 137)])
    func status(script: String, status: Int32) async throws {
        #expect(try await run("sh", "-c", script) == status)
    }

    @Test("keeps the name the command was called by")
    func name() async throws {
        #expect(try await run("sh", "-c", #"[ "$0" = sh ]"#) == 0)
    }

    @Test("runs a script that names no interpreter by the shell, as env does")
    func bareScript() async throws {
        try await withFolder(["script": "[ \"$1\" = 'a b' ] && exit 9"]) { folder async throws in
            let script = folder + "/script"
            #expect(chmod(script, 0o755) == 0)
            #expect(try await run(script, "a b") == 9)
        }
    }

    @Test("has a shell's codes for what cannot be run")
    func missing() async throws {
        try await withFolder(["plain": "", "bin/tool": ""]) { folder async throws in
            let searchPath = "\(folder)/bin:/bin"
            func failure(_ name: String) -> CommandPath.Missing? {
                do throws(CommandPath.Missing) {
                    _ = try CommandPath.resolve(name, searchPath: searchPath)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(failure("sh") == nil)
            #expect(failure("nosuch")?.status == 127)
            #expect(failure("")?.status == 127)
            #expect(failure("\(folder)/nosuch")?.status == 127)
            #expect(failure("tool")?.status == 126)
            #expect(failure("\(folder)/plain")?.status == 126)
            #expect(failure(folder)?.status == 126)
        }
        let outcome = await windtunnel(["exec", "--", "nosuch-command"], environment: Self.environment)
        #expect(outcome == Outcome(status: 127, out: "", err: "windtunnel: nosuch-command: command not found\n"))
    }

    /// With signals that nothing else in the test process listens to; the relay makes no difference between signals.
    @Test("passes on the signals this process is sent", arguments: [SIGUSR1, SIGUSR2])
    func signals(signal: Int32) async throws {
        var kept = sigaction()
        sigaction(signal, nil, &kept)
        defer { sigaction(signal, &kept, nil) }
        SignalRelay.install(for: [signal])
        // The child asks its parent for the signal, then waits for it to come back.
        let script = "trap 'exit 5' \(signal); kill -\(signal) $PPID; while :; do sleep 0.02; done"
        #expect(try await run("sh", "-c", script) == 5)
        #expect(SignalRelay.caught == nil)
    }

    @Test("trusts the emulator's authority beside the ones trusted so far")
    func bundle() async throws {
        try await withFolder(["own.pem": "OWN", "old.pem": "OLD"]) { folder async throws in
            let path = try CertificateBundle.adding(
                folder + "/own.pem", to: ["SSL_CERT_FILE": folder + "/old.pem"], in: folder)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "OWN\nOLD")
            let missing = try CertificateBundle.adding(folder + "/none.pem", to: [:], in: folder)
            #expect(missing == folder + "/none.pem")
        }
    }

    @Test("has a folder of its own that is gone afterwards, whatever happens")
    func folder() async throws {
        try await withFolder([:]) { parent in
            let seen = try await TemporaryFolder.with(environment: ["TMPDIR": parent]) { folder async throws in
                #expect(folder.hasPrefix(parent + "/windtunnel-"))
                try Data("x".utf8).write(to: URL(filePath: folder + "/file"))
                return folder
            }
            #expect(!FileManager.default.fileExists(atPath: seen))
            await #expect(throws: CancellationError.self) {
                try await TemporaryFolder.with(environment: ["TMPDIR": parent]) { _ in throw CancellationError() }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty)
        }
    }
}
