import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Processes that do what no process should.
@Suite(.timeLimit(.minutes(5))) struct BadProcesses {
    @Test func `a flood of output leaves the emulator as it is, and the log says what it lost`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("seq 100000; sleep 1000 & echo pid $!; wait", ["restart": ["policy": "no"]]))
            // The clock of this host stands still in a test: what comes after the first thousand is dropped.
            try await emulator.until("it has printed a thousand lines") { try await machine.output.last == "1000" }
            #expect(try await machine.state == "started")
            _ = try await machine.post("signal", ["signal": "SIGKILL"])
            try await machine.reaches("stopped")
            let notes = try await machine.log(of: .runner)
            let dropped = notes.compactMap { note in
                note.hasSuffix(" lines were dropped: more than 1000 a second") ? Int(note.prefix { $0 != " " }) : nil
            }
            #expect(dropped.reduce(0, +) <= 99_001)
            #expect(!dropped.isEmpty)
        }
    }

    @Test func `a line of 20 MiB is cut`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("head -c 20971520 /dev/zero | tr '\\0' x; echo; echo next; exec sleep 1000"))
            try await machine.says("next")
            let line = try #require(try await machine.output.first)
            #expect(line.hasPrefix("xxx"))
            #expect(line.hasSuffix("x [20955520 more bytes]"))
            #expect(line.utf8.count < 16_384)
        }
    }

    @Test func `what is no text is shown as well as can be`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("printf 'a\\377b\\0c\\n'; echo err >&2; printf 'no end'"))
            try await machine.reaches("stopped")
            #expect(try await machine.output.contains("a\u{FFFD}bc"))
            #expect(try await machine.output.contains("err"))
            #expect(try await machine.output.contains("no end"))
        }
    }

    @Test func `one that leaves others behind takes them with it`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("setsid sleep 1000 & echo pid $!; sleep 1000 & echo pid $!; exit 0"))
            try await machine.reaches("stopped")
            let pids = try await machine.output.map { String($0.dropFirst(4)) }
            #expect(pids.count == 2)
            for pid in pids { try await emulator.until("\(pid) is gone") { !isAlive(pid) } }
        }
    }
}
