import FoundationEssentials
import Glibc
import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Machines whose process really runs on this host.
@Suite(.timeLimit(.minutes(5))) struct ProcessLife {
    @Test func `a machine's process runs while the machine does`() async throws {
        let pid = try await withEmulatorReturningPid { emulator in
            let machine = try await emulator.makeApp().makeMachine(TestConfig.process("echo pid $$; exec sleep 1000"))
            try await machine.reaches("started")
            let pid = try await machine.says("pid ")
            #expect(isAlive(pid))
            return pid
        }
        // It ended with the emulator.
        #expect(!isAlive(pid))
    }

    private func withEmulatorReturningPid(
        _ body: @escaping @Sendable (TestEmulator) async throws -> String
    ) async throws -> String {
        try await withEmulator(EmulatorSetup(profile: .instant, allowProcesses: true), body)
    }

    @Test func `a stop asks the process, and is complete when that has ended in its own way`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process(
                    "trap 'echo asked' INT; trap 'exit 4' USR1; echo pid $$; while :; do sleep 1000 & wait; done"))
            let pid = try await machine.says("pid ")
            #expect(try await machine.post("stop").code == 200)
            try await machine.says("asked")
            #expect(try await machine.state == "stopping")
            #expect(Glibc.kill(try #require(pid_t(pid)), SIGUSR1) == 0)
            try await machine.reaches("stopped")
            let exit = try await machine.exits()
            #expect(exit["exit_code"] == 4)
            #expect(exit["requested_stop"] == true)
            #expect(exit["signal"] == -1)
            #expect(!isAlive(pid))
            // Whoever stopped it does not want it back.
            try await emulator.advance(by: "1h")
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `the request or the configuration says by which signal a process is asked`() async throws {
        try await withProcesses { emulator in
            let script = """
                for signal in HUP QUIT USR1 TERM; do trap "echo by $signal; exit 0" $signal; done
                echo up; while :; do sleep 1000 & wait; done
                """
            let config = TestConfig.process(script, ["stop_config": ["signal": "SIGQUIT"]])
            let machine = try await emulator.makeApp().makeMachine(config)
            try await machine.says("up")
            _ = try await machine.post("stop")
            try await machine.says("by QUIT")
            try await machine.reaches("stopped")
            _ = try await machine.post("start")
            try await emulator.until("it is up again") { try await machine.output.count { $0 == "up" } == 2 }
            _ = try await machine.post("stop", ["signal": "SIGHUP"])
            try await machine.says("by HUP")
            try await machine.reaches("stopped")
        }
    }

    @Test func `a process that ignores its signal is killed when the world's time for it is up`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process(
                    "trap 'echo no' INT; echo pid $$; while :; do sleep 1000 & wait; done",
                    ["stop_config": ["timeout": "20s"]]))
            let pid = try await machine.says("pid ")
            _ = try await machine.post("stop")
            try await machine.says("no")
            try await emulator.advance(by: "19s")
            #expect(try await machine.state == "stopping")
            #expect(isAlive(pid))
            try await emulator.advance(by: "1s")
            #expect(try await machine.state == "stopped")
            let exit = try await machine.exits()
            #expect(exit["exit_code"] == 137)
            #expect(exit["signal"] == 9)
            #expect(exit["requested_stop"] == true)
            try await emulator.until("the process is gone") { !isAlive(pid) }
        }
    }

    @Test func `SIGKILL asks nobody`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(TestConfig.process("echo pid $$; exec sleep 1000"))
            let pid = try await machine.says("pid ")
            _ = try await machine.post("stop", ["signal": "SIGKILL"])
            try await machine.reaches("stopped")
            #expect(try await machine.exits()["signal"] == 9)
            try await emulator.until("the process is gone") { !isAlive(pid) }
        }
    }

    @Test func `a signal reaches the process, and is an exit only if the process ends of it`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process(
                    "trap 'echo handled' USR1; echo up; while :; do sleep 1000 & wait; done",
                    ["restart": ["policy": "no"]]))
            try await machine.says("up")
            #expect(try await machine.post("signal", ["signal": "SIGUSR1"]).code == 200)
            try await machine.says("handled")
            #expect(try await machine.state == "started")
            #expect(try await machine.post("signal", ["signal": 9]).code == 200)
            try await machine.reaches("stopped")
            let exit = try await machine.exits()
            #expect(exit["guest_signal"] == 9)
            #expect(exit["exit_code"] == 137)
            #expect(exit["requested_stop"] == false)
            let refused = try await machine.post("signal", ["signal": "SIGUSR1"])
            #expect(refused.code == 412)
            #expect(try refused.json["error"] == "failed_precondition: machine not running")
        }
    }

    @Test func `a process that ends by itself is started again as its policy says`() async throws {
        try await withProcesses { emulator in
            let config = TestConfig.process("echo up; exit 3", ["restart": ["policy": "on-failure", "max_retries": 2]])
            let machine = try await emulator.makeApp().makeMachine(config)
            let first = try await machine.exits()
            #expect(first["exit_code"] == 3)
            #expect(first["restarting"] == true)
            #expect(first["oom_killed"] == false)
            try await emulator.advance(by: "1s")
            _ = try await machine.exits(2)
            try await emulator.advance(by: "1s")
            let last = try await machine.exits(3)
            #expect(last["restarting"] == false)
            #expect(try await machine.output == ["up", "up", "up"])
            #expect(try await machine.state == "stopped")
        }
    }

    @Test func `one that ends well rests, unless it is always wanted`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            let once = try await app.makeMachine(TestConfig.process("exit 0"))
            try await once.reaches("stopped")
            #expect(try await once.exits()["exit_code"] == 0)
            let always = try await app.makeMachine(TestConfig.process("exit 0", ["restart": ["policy": "always"]]))
            _ = try await always.exits()
            try await emulator.advance(by: "1s")
            #expect(try await always.exits(2)["restarting"] == true)
        }
    }

    @Test func `a suspended process stands still, and goes on as the same one`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("trap 'echo here' USR1; echo pid $$; while :; do sleep 1000 & wait; done"))
            let pid = try await machine.says("pid ")
            _ = try await machine.post("suspend")
            try await machine.reaches("suspended")
            try await emulator.until("it stands still") { processState(pid) == "T" }
            _ = try await machine.post("start")
            try await machine.reaches("started")
            try await emulator.until("it goes on") { processState(pid) != "T" }
            _ = try await machine.post("signal", ["signal": "SIGUSR1"])
            try await machine.says("here")
            #expect(try await machine.output.count { $0.hasPrefix("pid") } == 1)
            // A stop of a suspended machine throws the process away.
            _ = try await machine.post("suspend")
            try await machine.reaches("suspended")
            _ = try await machine.post("stop")
            try await machine.reaches("stopped")
            try await emulator.until("the process is gone") { !isAlive(pid) }
        }
    }

    @Test func `a restart ends the process and begins another`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(TestConfig.process("echo pid $$; exec sleep 1000"))
            let first = try await machine.says("pid ")
            _ = try await machine.post("restart")
            try await emulator.until("another begins") {
                try await machine.output.count { $0.hasPrefix("pid") } == 2
            }
            let second = try await machine.says("pid ")
            #expect(first != second && !isAlive(first) && isAlive(second))
            #expect(
                try await machine.events.suffix(4) == [
                    "restart/stopping/user", "exit/stopped/flyd", "restart/starting/flyd", "start/started/flyd",
                ])
            #expect(try await machine.exits()["exit_code"] == 130)
        }
    }

    @Test func `an update ends the old process before the new one begins`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("trap 'echo bye; exit 0' INT; echo old; while :; do sleep 1000 & wait; done"))
            try await machine.says("old")
            #expect(try await machine.update(TestConfig.process("echo new; exec sleep 1000")).code == 200)
            try await machine.says("new")
            #expect(try await machine.output == ["old", "bye", "new"])
            #expect(try await machine.state == "started")
        }
    }

    @Test func `destroying by force kills`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("trap '' INT TERM; echo pid $$; while :; do sleep 1000; done"))
            let pid = try await machine.says("pid ")
            #expect(try await machine.destroy().code == 412)
            #expect(try await machine.destroy(force: true).code == 200)
            try await emulator.until("the process is gone") { !isAlive(pid) }
        }
    }

    @Test func `so does the end of its app, or of its world`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(TestConfig.process("echo pid $$; exec sleep 1000"))
            let pid = try await machine.says("pid ")
            #expect(try await emulator.delete("/v1/apps/demo").code == 202)
            try await emulator.until("the process is gone") { !isAlive(pid) }
            let other = try await emulator.makeApp("other").makeMachine(
                TestConfig.process("echo pid $$; exec sleep 1000"))
            let next = try await other.says("pid ")
            #expect(try await emulator.post("/_windtunnel/worlds/default/reset").code == 204)
            try await emulator.until("the process is gone") { !isAlive(next) }
        }
    }

    @Test func `after a world was put back its processes have crashed`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(TestConfig.process("echo pid $$; exec sleep 1000"))
            let pid = try await machine.says("pid ")
            #expect(try await emulator.post("/_windtunnel/worlds/default/snapshots", ["name": "s"]).code == 201)
            #expect(
                try await emulator.post("/_windtunnel/worlds/default/restore", ["snapshot": "s"]).code == 204)
            #expect(try await machine.exits()["signal"] == 9)
            try await emulator.until("the process is gone") { !isAlive(pid) }
            try await emulator.advance(by: "1s")
            try await emulator.until("another begins") { try await machine.says("pid ") != pid }
        }
    }

    @Test func `a program that cannot be started is a crash that the log explains`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            var config = TestConfig.process("", ["restart": ["policy": "no"]])
            config = config.setting("init", ["cmd": ["no-such-program", "--port"]])
            let machine = try await app.makeMachine(config)
            try await machine.reaches("stopped")
            #expect(try await machine.exits()["exit_code"] == 127)
            #expect(
                try await machine.log(of: .runner).contains(
                    "cannot start: exec: \"no-such-program\": executable file not found in $PATH"))
            let empty = try await app.makeMachine(config.setting("init", [:]))
            try await empty.reaches("stopped")
            #expect(
                try await empty.log(of: .runner).contains(
                    "cannot start: it has no command: images are not pulled, so one has to stand in init.exec or init.cmd"
                ))
        }
    }

    @Test func `without the flag the machine exits, and its log names the flag`() async throws {
        try await withEmulator(.instant) { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process("exit 0", ["restart": ["policy": "no"]]))
            try await machine.reaches("stopped")
            #expect(try await machine.exits()["exit_code"] == 1)
            #expect(
                try await machine.log(of: .runner).contains(
                    "it is to run a process on this host, which windtunnel does only with --allow-processes"))
        }
    }
}

private func processState(_ pid: String) -> Substring? {
    let text = (try? String(contentsOf: URL(filePath: "/proc/\(pid)/stat"), encoding: .utf8)) ?? ""
    return text.split(separator: ")").last?.split(separator: " ").first
}

extension JSON {
    fileprivate func setting(_ key: String, _ value: JSON) -> JSON {
        var object = objectValue ?? [:]
        object[key] = value
        return .object(object)
    }
}
