import Dispatch
import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Processes of machines do not outlive the emulator, however that ends.
@Suite(.enabled(if: Program.isBuilt, "windtunnel is not built"), .timeLimit(.minutes(5)))
struct Orphans {
    /// Runs a machine whose processes hold one end of a pipe, ends the emulator by a signal, and reads the other end: it
    /// ends when the last of them has.
    private func endsWithEmulator(by signal: Int32) async throws {
        try await TemporaryFolder.with { folder in
            let pipe = folder + "/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            let script = """
                trap '' TERM INT HUP; exec > '\(pipe)'
                echo one; sleep 1000 & (setsid sh -c 'echo two; sleep 1000' &) ; wait
                """
            _ = try await Server.with(["--data", folder + "/data", "--allow-processes"], in: folder) {
                server, client in
                let config: JSON = [
                    "image": "demo", "metadata": ["windtunnel_guest": "process"],
                    "init": ["exec": ["/bin/sh", "-c", .string(script)]],
                ]
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                let made = try await client.send(.post, "/v1/apps/demo/machines", ["config": config])
                #expect(made.code == 200)
                let reader = try await PipeReader.open(pipe)
                #expect(await reader.read(lines: 2).sorted() == ["one", "two"])
                server.program.send(signal)
                await reader.readToEnd()
            }
        }
    }

    @Test func `not even when it is killed`() async throws { try await endsWithEmulator(by: SIGKILL) }

    @Test func `when it is told to end`() async throws { try await endsWithEmulator(by: SIGTERM) }

    @Test func `a machine whose process ended with the emulator is started again by the next one`() async throws {
        try await TemporaryFolder.with { folder in
            let data = ["--data", folder + "/data", "--allow-processes"]
            let config: JSON = [
                "image": "demo", "metadata": ["windtunnel_guest": "process"],
                "init": ["exec": ["/bin/sh", "-c", "exec sleep 1000"]],
            ]
            var path = ""
            _ = try await Server.with(data, in: folder) { server, client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                let made = try await client.send(.post, "/v1/apps/demo/machines", ["config": config])
                path = "/v1/apps/demo/machines/\(try made.json["id"]?.stringValue ?? "")"
                #expect(try await client.send(.get, path + "/wait?state=started").code == 200)
                server.program.send(SIGKILL)
            }
            _ = try await Server.with(data, in: folder) { [path] _, client in
                // The second start comes a second after the crash.
                var history: [JSON] = []
                while history.count(where: { $0["status"] == "started" }) < 2 {
                    await Task.yield()
                    history = try await client.send(.get, path + "/events").json.arrayValue ?? []
                }
                let exit = history.first { $0["type"] == "exit" }?["request"]?["exit_event"]
                #expect(exit?["signal"] == 9)
                #expect(exit?["restarting"] == true)
            }
        }
    }
}

/// Reads a pipe with a name on a thread of its own, for opening and reading block.
private final class PipeReader: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    static func open(_ path: String) async throws -> PipeReader {
        let descriptor = await aside { Glibc.open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw TestSupportError("cannot read \(path)") }
        return PipeReader(descriptor)
    }

    func read(lines count: Int) async -> [String] {
        await Self.aside { [descriptor] in
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while bytes.count(where: { $0 == UInt8(ascii: "\n") }) < count, Glibc.read(descriptor, &byte, 1) == 1 {
                bytes.append(byte)
            }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    /// Returns when nobody holds the other end any more.
    func readToEnd() async {
        await Self.aside { [descriptor] in
            var bytes = [UInt8](repeating: 0, count: 1024)
            while Glibc.read(descriptor, &bytes, bytes.count) > 0 {}
        }
    }

    private static func aside<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "windtunnel.tests.pipe").async { continuation.resume(returning: work()) }
        }
    }
}
