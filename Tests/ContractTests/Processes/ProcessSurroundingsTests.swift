import FoundationEssentials
import MachineRules
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What a machine's process finds around it.
@Suite(.timeLimit(.minutes(5))) struct ProcessSurroundings {
    @Test func `its environment is the platform's, the configuration's and the app's secrets`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            #expect(try await emulator.post("/v1/apps/demo/secrets/TOKEN", ["value": "s3cret"]).code == 201)
            let machine = try await app.makeMachine(
                TestConfig.process(
                    "env; echo end; exec sleep 1000",
                    [
                        "env": ["COLOR": "blue", "PORT": "8080", "TOKEN": "beaten"],
                        "metadata": ["windtunnel_guest": "process", "fly_process_group": "web"],
                        "services": [["internal_port": 8080, "ports": []], ["internal_port": 9000, "ports": []]],
                        "checks": ["metrics": ["type": "tcp", "port": 9091]],
                    ]))
            try await machine.says("end")
            let document = try await machine.document
            let pairs = try await machine.output.compactMap { line -> (String, String)? in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            }
            let environment = Dictionary(pairs, uniquingKeysWith: { $1 })
            let expected: [String: String?] = [
                "FLY_APP_NAME": "demo", "FLY_MACHINE_ID": machine.id, "FLY_ALLOC_ID": machine.id, "FLY_REGION": "iad",
                "FLY_PUBLIC_IP": document["private_ip"]?.stringValue,
                "FLY_PRIVATE_IP": document["private_ip"]?.stringValue,
                "FLY_MACHINE_VERSION": document["instance_id"]?.stringValue, "FLY_PROCESS_GROUP": "web",
                "FLY_VM_MEMORY_MB": "256", "PRIMARY_REGION": "iad", "COLOR": "blue", "TOKEN": "s3cret",
                "FLY_IMAGE_REF": "docker-hub-mirror.fly.io/library/demo:latest",
            ]
            for (name, value) in expected { #expect(environment[name] == value, "\(name)") }
            let ports = ["WINDTUNNEL_PORT_8080", "WINDTUNNEL_PORT_9000", "WINDTUNNEL_PORT_9091"].map { environment[$0] }
            #expect(Set(ports).count == 3 && !ports.contains(nil))
            #expect(environment["PORT"] == ports[0])
            #expect(environment["HOME"] == environment["WINDTUNNEL_ROOT"])
        }
    }

    @Test func `it works in a folder of its own, which is empty after each cold start`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            let script = "ls | wc -l; touch left-over; echo up; exec sleep 1000"
            for (persist, expected) in [("never", "0"), ("always", "1")] {
                let machine = try await app.makeMachine(
                    TestConfig.process(script, ["rootfs": ["persist": .string(persist)]]))
                try await machine.says("up")
                _ = try await machine.post("restart")
                try await emulator.until("it is up again") { try await machine.output.count { $0 == "up" } == 2 }
                #expect(
                    try await machine.output.map { $0.filter { !$0.isWhitespace } } == ["0", "up", expected, "up"])
            }
        }
    }

    @Test func `a volume is where a word or a variable says`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume("my_data")
            let script = """
                echo kept > "$1/note"; cat "$WINDTUNNEL_VOLUME_MY_DATA/note" "$WHERE"; echo "$2"; echo end; sleep 1000
                """
            let machine = try await app.makeMachine([
                "image": "demo", "metadata": ["windtunnel_guest": "process"],
                "init": ["exec": ["/bin/sh", "-c", .string(script), "sh", "/data", "--dir=/data/sub", "/database"]],
                "env": ["WHERE": "/data/note"],
                "mounts": [["volume": .string(volume), "path": "/data"]],
            ])
            try await machine.says("end")
            let output = try await machine.output
            #expect(output.prefix(2) == ["kept", "kept"])
            #expect(output[2].hasPrefix("--dir=/") && output[2].hasSuffix("/\(volume)/sub"))
            // What stands on the volume outlives the process.
            _ = try await machine.update(
                TestConfig.process(
                    "cat \"$WINDTUNNEL_VOLUME_MY_DATA/note\"; echo again; exec sleep 1000",
                    ["mounts": [["volume": .string(volume), "path": "/data"]]]))
            try await machine.says("again")
            #expect(try await machine.output.filter { $0 == "kept" }.count == 3)
        }
    }

    @Test func `its files are written, each with its mode`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let encoded = Data("from a secret".utf8).base64EncodedString()
            _ = try await emulator.post("/v1/apps/demo/secrets/NOTE", ["value": .string(encoded)])
            let machine = try await app.makeMachine([
                "image": "demo", "metadata": ["windtunnel_guest": "process"],
                "init": [
                    "exec": [
                        "/bin/sh", "-c",
                        "cat \"$1\"; echo; cat etc/note; echo; cat \"$2\"; echo; ls -l \"$1\"; sleep 1000",
                        "sh", "/etc/app/config", "/data/seed",
                    ]
                ],
                "mounts": [["volume": .string(volume), "path": "/data"]],
                "files": [
                    ["guest_path": "/etc/app/config", "raw_value": "aGVsbG8=", "mode": 384],
                    ["guest_path": "/etc/../../etc/note", "secret_name": "NOTE"],
                    ["guest_path": "/data/seed", "raw_value": "c2VlZA=="],
                ],
            ])
            try await machine.says("-rw-------")
            #expect(try await machine.output.prefix(3) == ["hello", "from a secret", "seed"])
        }
    }

    @Test func `a file whose secret is missing is a crash that the log explains`() async throws {
        try await withProcesses { emulator in
            let machine = try await emulator.makeApp().makeMachine(
                TestConfig.process(
                    "exit 0",
                    [
                        "restart": ["policy": "no"], "files": [["guest_path": "/x", "secret_name": "NONE"]],
                    ]))
            try await machine.reaches("stopped")
            #expect(
                try await machine.log(of: .runner).contains(
                    "cannot start: the file /x cannot be written: there is no secret NONE"))
        }
    }

    @Test func `several processes have each their own, and the first to end ends all`() async throws {
        try await withProcesses { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.post("/v1/apps/demo/secrets/TOKEN", ["value": "s3cret"])
            let script = "echo $NAME has $TOKEN $MINE $WHERE; trap '' INT; echo pid $$; read -r line; exec sleep 1000"
            let machine = try await app.makeMachine([
                "image": "demo", "metadata": ["windtunnel_guest": "process"], "restart": ["policy": "no"],
                "env": ["NAME": "shared"],
                "processes": [
                    ["exec": ["/bin/sh", "-c", .string(script)], "env": ["NAME": "first"]],
                    [
                        "entrypoint": ["/bin/sh", "-c"], "cmd": [.string(script)], "ignore_app_secrets": true,
                        "secrets": [["env_var": "MINE", "name": "TOKEN"]],
                        "env_from": [["env_var": "WHERE", "field_ref": "region"]], "user": "nobody",
                    ],
                ],
            ])
            try await emulator.until("both are up") {
                try await machine.output.count { $0.hasPrefix("pid ") } == 2
            }
            #expect(try await machine.output.contains("first has s3cret"))
            #expect(try await machine.output.contains("shared has s3cret iad"))
            let pids = try await machine.output.filter { $0.hasPrefix("pid ") }.map { String($0.dropFirst(4)) }
            _ = try await machine.post("signal", ["signal": "SIGQUIT"])
            try await machine.reaches("stopped")
            #expect(pids.allSatisfy { !isAlive($0) })
        }
    }
}
