import MachineRules
import OrderedJSON
import Testing

@Suite("What the rules read from a config")
struct MachineConfigTests {
    private func config(_ members: String) throws -> MachineConfig {
        try MachineConfig(document: JSON(parsing: #"{"image":"nginx"\#(members.isEmpty ? "" : ",")\#(members)}"#))
    }

    @Test("has the documented defaults")
    func defaults() throws {
        let config = try config("")
        #expect(config.image == "nginx")
        #expect(config.guest == MachineConfig.Guest(cpuKind: .shared, cpus: 1, memoryMB: 256))
        #expect(config.services.isEmpty && config.checks.isEmpty && config.mounts.isEmpty)
        #expect(config.processes.isEmpty && config.standbys.isEmpty && config.containers.isEmpty && config.env.isEmpty)
        #expect(config.restart == RestartPolicy(policy: .onFailure, maxRetries: 10))
        #expect(!config.autoDestroy)
        #expect(config.schedule == nil)
        #expect(config.stopTimeout == .seconds(5))
        #expect(config.stopSignal == "SIGINT")
        #expect(config.initCommand == MachineConfig.Init(nil))
        #expect(config.metadata.isEmpty)
    }

    @Test("is what the deployment guide sends, a volume by its name included")
    func guide() throws {
        let config = try MachineConfig(
            document: JSON(
                parsing: #"""
                    {"image":"flyio/mcp:latest","init":{"cmd":["npx","-f","@x/y","/data/"]},
                     "guest":{"cpu_kind":"shared","cpus":1,"memory_mb":1024},
                     "mounts":[{"volume":"data","path":"/data","extend_threshold_percent":80,"add_size_gb":1,
                       "size_gb_limit":100}],
                     "services":[{"protocol":"tcp","internal_port":8080,"autostop":"stop","autostart":true,
                       "ports":[{"port":80,"handlers":["http"],"force_https":true},
                                {"port":443,"handlers":["http","tls"]}]}]}
                    """#))
        #expect(config.guest.memoryMB == 1024)
        #expect(config.initCommand.cmd == ["npx", "-f", "@x/y", "/data/"])
        #expect(config.initCommand.exec == nil)
        let mount = try #require(config.mounts.first)
        #expect(mount.volume == "data" && mount.path == "/data")
        #expect(mount.extendThresholdPercent == 80 && mount.addSizeGB == 1 && mount.sizeLimitGB == 100)
        let service = try #require(config.services.first)
        #expect(service.internalPort == 8080 && service.protocolName == "tcp")
        #expect(service.autostop == .stop && service.autostart && service.minMachinesRunning == 0)
        #expect(service.ports.map(\.range) == [80...80, 443...443])
        #expect(service.ports.map(\.forceHTTPS) == [true, false])
        #expect(service.ports[1].handlers == ["http", "tls"])
        #expect(service.concurrency.type == .connections)
        #expect(service.concurrency.softLimit == 20 && service.concurrency.hardLimit == nil)
    }

    @Test(
        "reads autostop in all its spellings",
        arguments: [
            ("true", Service.Autostop.stop), ("false", .off), (#""off""#, .off), (#""stop""#, .stop),
            (#""suspend""#, .suspend), ("null", .off),
        ]
    )
    func autostop(word: String, meaning: Service.Autostop) throws {
        #expect(try config(#""services":[{"internal_port":1,"autostop":\#(word)}]"#).services[0].autostop == meaning)
    }

    @Test("reads the rest of a service")
    func service() throws {
        let services = try config(
            #"""
            "services":[{"internal_port":1,"protocol":"udp","autostart":false,"min_machines_running":2,
             "concurrency":{"type":"requests","hard_limit":10},"force_instance_key":"k",
             "ports":[{"start_port":10,"end_port":20}]}, {"internal_port":2}]
            """#
        ).services
        #expect(services[0].protocolName == "udp" && !services[0].autostart && services[1].autostart)
        #expect(services[0].minMachinesRunning == 2 && services[0].forceInstanceKey == "k")
        #expect(services[0].concurrency.softLimit == 10 && services[0].concurrency.hardLimit == 10)
        #expect(services[0].ports[0].contains(10) && services[0].ports[0].contains(20))
        #expect(!services[0].ports[0].contains(21) && !services[0].ports[0].contains(9))
        let old = try config(#""disable_machine_autostart":true,"services":[{"internal_port":1}]"#)
        #expect(!old.services[0].autostart)
    }

    @Test(
        "reads restart policies",
        arguments: [
            ("{}", RestartPolicy(policy: .onFailure, maxRetries: 10)),
            (#"{"policy":""}"#, RestartPolicy(policy: .onFailure, maxRetries: 10)),
            (#"{"policy":"no"}"#, RestartPolicy(policy: .no, maxRetries: 10)),
            (#"{"policy":"always"}"#, RestartPolicy(policy: .always, maxRetries: 10)),
            (#"{"policy":"on-failure","max_retries":3}"#, RestartPolicy(policy: .onFailure, maxRetries: 3)),
            (#"{"policy":"spot-price","gpu_bid_price":1.5}"#, RestartPolicy(policy: .no, maxRetries: 10)),
        ]
    )
    func restart(json: String, policy: RestartPolicy) throws {
        #expect(try config(#""restart":\#(json)"#).restart == policy)
    }

    @Test(
        "reads stop timeouts",
        arguments: [
            (#""10s""#, 10), ("2000000000", 2), (#""0s""#, 5), ("0", 5), (#""5m""#, 300), (#""1h""#, 300), ("null", 5),
        ] as [(String, Int64)]
    )
    func stopTimeout(json: String, seconds: Int64) throws {
        #expect(try config(#""stop_config":{"timeout":\#(json)}"#).stopTimeout == .seconds(seconds))
    }

    @Test("reads signal, schedule, environment, processes and stand-bys")
    func others() throws {
        let config = try config(
            #"""
            "stop_config":{"signal":"SIGTERM"},"schedule":"weekly","env":{"B":"2","A":"1","N":null},"auto_destroy":true,
            "processes":[{"cmd":["a"],"user":"u"}],"standbys":["d892d51f691378"],
            "init":{"exec":["x"],"entrypoint":[],"tty":true,"swap_size_mb":512}
            """#)
        #expect(config.stopSignal == "SIGTERM")
        #expect(config.schedule == .weekly && config.schedule?.interval == .seconds(604_800))
        #expect(config.env.map(\.0) == ["B", "A", "N"] && config.env.map(\.1) == ["2", "1", ""])
        #expect(config.autoDestroy)
        #expect(config.processes[0].cmd == ["a"] && config.processes[0].user == "u")
        #expect(config.standbys == ["d892d51f691378"])
        #expect(config.initCommand.exec == ["x"] && config.initCommand.entrypoint == [] && config.initCommand.tty)
        #expect(config.initCommand.swapSizeMB == 512)
    }

    @Test("names checks as the service does")
    func checks() throws {
        let checks = try config(
            #"""
            "checks":{"alive":{"type":"http","port":9,"path":"/up","protocol":"https","kind":"readiness","timeout":"1s"},
                      "info":{"type":"tcp","port":9}},
            "services":[{"internal_port":8080,"checks":[{"type":"tcp"},{"type":"http","port":81,"grace_period":"1m"}]},
                        {"internal_port":53,"checks":[{"type":"tcp","interval":1000000000}]}]
            """#
        ).checks
        #expect(
            checks.map(\.name) == [
                "alive", "info", "servicecheck-00-tcp-8080", "servicecheck-01-http-8080", "servicecheck-02-tcp-53",
            ])
        #expect(checks.map(\.port) == [9, 9, 8080, 81, 53])
        #expect(checks.map(\.affectsRouting) == [true, false, true, true, true])
        #expect(checks[0].probe == .http && checks[0].isHTTPS && checks[0].path == "/up" && checks[0].method == "GET")
        #expect(checks[0].timeout == .seconds(1) && checks[0].interval == .seconds(15))
        #expect(checks[3].gracePeriod == .seconds(60))
        #expect(checks[4].interval == .seconds(1))
    }

    @Test("needs no image when every container has one")
    func containers() throws {
        let json = try JSON(parsing: #"{"containers":[{"name":"a","image":"nginx"},{"name":"b","image":"redis:7"}]}"#)
        let config = try MachineConfig(document: json)
        #expect(config.image == nil)
        #expect(config.containers.map(\.name) == ["a", "b"])
        #expect(config.containers.map(\.image) == ["nginx", "redis:7"])
    }

    @Test("describes an attached volume behind what the caller said of the mount")
    func describedMount() throws {
        var config = try config(#""mounts":[{"path":"/data","volume":"data","extend_threshold_percent":80}],"x":1"#)
        config.describeMount(volume: "vol_r7k2m95xq0dw3t8v", name: "data", sizeGB: 3, encrypted: true)
        #expect(
            config.document["mounts"]?.text == #"[{"path":"/data","volume":"vol_r7k2m95xq0dw3t8v","#
                + #""extend_threshold_percent":80,"name":"data","size_gb":3,"encrypted":true}]"#)
        #expect(config.mounts[0].volume == "vol_r7k2m95xq0dw3t8v" && config.mounts[0].name == "data")
        var plain = try self.config("")
        let before = plain
        plain.describeMount(volume: "vol_r7k2m95xq0dw3t8v", name: "data", sizeGB: 3, encrypted: true)
        #expect(plain == before)
    }

    @Test("changes metadata in place")
    func metadata() throws {
        var config = try config(#""metadata":{"a":"1","b":"2"},"x":1"#)
        config.setMetadata("a", nil)
        config.setMetadata("b", "3")
        config.setMetadata("c", "4")
        config.setMetadata("d", "")
        #expect(config.document["metadata"]?.text == #"{"b":"3","c":"4"}"#)
        var bare = try self.config("")
        bare.setMetadata("k", "v")
        #expect(bare.metadata == ["k": "v"])
    }
}

@Suite("A config is taken")
struct AcceptedConfigTests {
    @Test(
        "at the edges of what is allowed",
        arguments: [
            #""schedule":"","restart":{"policy":""},"stop_config":{"signal":"","timeout":"0s"}"#,
            #""services":[{"internal_port":65535,"ports":[],"checks":[{"type":"tcp"}]}]"#,
            #""services":[{"internal_port":1,"ports":[{"start_port":1,"end_port":1}],"autostop":""}]"#,
            #""services":[{"internal_port":1,"concurrency":{"soft_limit":20,"hard_limit":20}}]"#,
            #""services":[{"internal_port":1,"concurrency":{"soft_limit":30,"hard_limit":0}}]"#,
            #""services":[{"internal_port":1,"ports":[{"port":443,"handlers":["edge_http","made_up"]}]}]"#,
            #""rootfs":{"persist":3},"spot":{"max_price_fraction":1}"#,
            #""rootfs":{"persist":"none","size_gb":1},"spot":{"max_price_fraction":1e-3}"#,
            #""files":[{"guest_path":"/empty","raw_value":""},{"guest_path":"/b","image_config":"a","mode":420}]"#,
            #""files":[{"guest_path":"/s","secret_name":"S","raw_value":""}]"#,
            #""mounts":[{"name":"data","path":"/","volume":""}]"#,
            #""guest":{"cpu_kind":"performance","cpus":16,"memory_mb":131072,"max_memory_mb":0}"#,
            #""containers":[{"name":"a","depends_on":[{"name":"b","condition":"healthy"}]},{"name":"b"}]"#,
            #""env":null,"services":null,"checks":null,"mounts":null,"metadata":null,"restart":null,"files":null"#,
            #""stop_config":null,"containers":null,"processes":null,"rootfs":null,"spot":null,"standbys":null"#,
            #""Image":7,"services_":1,"guest_":{"cpus":"x"},"volumes":[{"name":"s","temp_dir":{"size_mb":1}}]"#,
        ]
    )
    func edges(members: String) throws {
        _ = try MachineConfig(document: JSON(parsing: #"{"image":"nginx",\#(members)}"#))
    }

    @Test("again when it comes back as it was answered", arguments: ["shared-cpu-2x", "performance-1x", "l40s"])
    func roundTrip(size: String) throws {
        let first = try MachineConfig(document: ["image": "nginx", "size": .string(size)])
        #expect(try MachineConfig(document: first.document) == first)
    }
}
