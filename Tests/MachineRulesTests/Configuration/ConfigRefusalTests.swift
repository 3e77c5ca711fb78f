import OrderedJSON
import Testing

@testable import MachineRules

@Suite("A config is refused")
struct ConfigRefusalTests {
    private func expect(_ config: String, refusedWith text: String) throws {
        let document = try JSON(parsing: config)
        #expect(throws: Refusal(.invalidArgument, text)) { try MachineConfig(document: document) }
    }

    /// The members of a config that has an image already.
    private func expect(members: String, refusedWith text: String) throws {
        try expect(#"{"image":"nginx",\#(members)}"#, refusedWith: text)
    }

    @Test("without an image", arguments: ["null", "{}", #"{"image":""}"#, #"{"image":null}"#, #"{"containers":[]}"#])
    func image(config: String) throws {
        try expect(config, refusedWith: "invalid_argument: config.image is required")
    }

    @Test(
        "for a guest outside the table",
        arguments: [
            (#"{}"#, "invalid config.guest.cpu_kind, must be one of [shared performance]"),
            (#"{"cpus":1,"memory_mb":256}"#, "invalid config.guest.cpu_kind, must be one of [shared performance]"),
            (#"{"cpu_kind":"Shared"}"#, "invalid config.guest.cpu_kind, must be one of [shared performance]"),
            (#"{"cpu_kind":"shared","cpus":3}"#, "invalid config.guest.cpus, must be one of [1 2 4 6 8]"),
            (#"{"cpu_kind":"shared","cpus":0}"#, "invalid config.guest.cpus, must be one of [1 2 4 6 8]"),
            (#"{"cpu_kind":"shared","cpus":16}"#, "invalid config.guest.cpus, must be one of [1 2 4 6 8]"),
            (
                #"{"cpu_kind":"performance","cpus":3}"#,
                "invalid config.guest.cpus, must be one of [1 2 4 6 8 10 12 14 16]"
            ),
            (
                #"{"cpu_kind":"shared","cpus":2,"memory_mb":256}"#,
                "invalid config.guest.memory_mb, minimum required 512 MiB"
            ),
            (
                #"{"cpu_kind":"shared","cpus":1,"memory_mb":-256}"#,
                "invalid config.guest.memory_mb, minimum required 256 MiB"
            ),
            (
                #"{"cpu_kind":"shared","cpus":1,"memory_mb":2304}"#,
                "invalid config.guest.memory_mb, cannot exceed 2048 MiB"
            ),
            (
                #"{"cpu_kind":"performance","cpus":1,"memory_mb":1024}"#,
                "invalid config.guest.memory_mb, minimum required 2048 MiB"
            ),
            (
                #"{"cpu_kind":"performance","cpus":2,"memory_mb":17408}"#,
                "invalid config.guest.memory_mb, cannot exceed 16384 MiB"
            ),
            (
                #"{"cpu_kind":"shared","cpus":1,"memory_mb":300}"#,
                "invalid config.guest.memory_mb, must be a multiple of 256"
            ),
            (
                #"{"cpu_kind":"performance","cpus":1,"memory_mb":2560}"#,
                "invalid config.guest.memory_mb, must be a multiple of 1024"
            ),
            (
                #"{"cpu_kind":"shared","memory_mb":512,"max_memory_mb":256}"#,
                "invalid config.guest.max_memory_mb, cannot be less than memory_mb"
            ),
            (
                #"{"cpu_kind":"performance","gpu_kind":"h100"}"#,
                "invalid config.guest.gpu_kind, must be one of [a100-pcie-40gb a100-sxm4-80gb l40s a10]"
            ),
        ]
    )
    func guest(guest: String, text: String) throws {
        try expect(members: #""guest":\#(guest)"#, refusedWith: text)
    }

    @Test("for a size that is unknown or contradicts the guest")
    func size() throws {
        try expect(
            members: #""size":"shared-cpu-3x""#, refusedWith: "invalid config.size, unknown size 'shared-cpu-3x'")
        try expect(
            members: #""size":"shared-cpu-1x","guest":{"cpu_kind":"shared","cpus":2}"#,
            refusedWith: "config.size and config.guest are mutually exclusive")
        try expect(
            members: #""guest":{},"size":"shared-cpu-1x""#,
            refusedWith: "config.size and config.guest are mutually exclusive")
    }

    @Test(
        "for wrong kinds in Go's words",
        arguments: [
            (#""env":{"A":1}"#, "number into Go struct field MachineConfig.config.env of type string"),
            (#""env":["A"]"#, "array into Go struct field MachineConfig.config.env of type map[string]string"),
            (#""metadata":{"a":true}"#, "bool into Go struct field MachineConfig.config.metadata of type string"),
            (
                #""guest":{"cpu_kind":2}"#,
                "number into Go struct field MachineGuest.config.guest.cpu_kind of type string"
            ),
            (#""guest":{"cpus":"2"}"#, "string into Go struct field MachineGuest.config.guest.cpus of type int"),
            (
                #""guest":{"memory_mb":256.5}"#,
                "number 256.5 into Go struct field MachineGuest.config.guest.memory_mb of type int"
            ),
            (#""guest":"big""#, "string into Go struct field MachineConfig.config.guest of type fly.MachineGuest"),
            (
                #""services":{}"#,
                "object into Go struct field MachineConfig.config.services of type []fly.MachineService"
            ),
            (
                #""services":[7]"#,
                "number into Go struct field MachineConfig.config.services of type fly.MachineService"
            ),
            (
                #""services":[{"ports":[{"port":"80"}]}]"#,
                "string into Go struct field MachinePort.config.services.ports.port of type int"
            ),
            (
                #""checks":{"a":{"headers":[{"values":"x"}]}}"#,
                "string into Go struct field MachineHTTPHeader.config.checks.headers.values of type []string"
            ),
            (
                #""mounts":[{"encrypted":"yes"}]"#,
                "string into Go struct field MachineMount.config.mounts.encrypted of type bool"
            ),
            (#""auto_destroy":1"#, "number into Go struct field MachineConfig.config.auto_destroy of type bool"),
            (#""init":{"cmd":"ls"}"#, "string into Go struct field MachineInit.config.init.cmd of type []string"),
            (#""init":{"exec":[1]}"#, "number into Go struct field MachineInit.config.init.exec of type string"),
            (
                #""files":[{"guest_path":"/a","mode":-1}]"#,
                "number -1 into Go struct field File.config.files.mode of type uint32"
            ),
            (
                #""restart":{"gpu_bid_price":"1"}"#,
                "string into Go struct field MachineRestart.config.restart.gpu_bid_price of type float64"
            ),
            // The first in the document counts, whatever comes after.
            (
                #""restart":{"max_retries":"x"},"guest":{"cpus":"y"}"#,
                "string into Go struct field MachineRestart.config.restart.max_retries of type int"
            ),
        ]
    )
    func kinds(members: String, tail: String) throws {
        try expect(members: members, refusedWith: "json: cannot unmarshal " + tail)
    }

    @Test("when it is no object")
    func noObject() throws {
        try expect(
            "[]",
            refusedWith:
                "json: cannot unmarshal array into Go struct field CreateMachineRequest.config of type fly.MachineConfig"
        )
    }

    @Test(
        "for durations that do not parse",
        arguments: [
            (#""stop_config":{"timeout":"10"}"#, #"time: missing unit in duration "10""#),
            (#""stop_config":{"timeout":true}"#, "invalid duration true"),
            (#""stop_config":{"timeout":"-1s"}"#, "invalid config.stop_config.timeout, must not be negative"),
            (
                #""checks":{"a":{"type":"tcp","port":1,"interval":"soon"}}"#, #"time: invalid duration "soon""#
            ),
            (
                #""services":[{"internal_port":1,"checks":[{"type":"tcp","timeout":-1}]}]"#,
                "invalid config.services[0].checks[0].timeout, must not be negative"
            ),
            // Durations decode themselves, so theirs comes before any wrong kind.
            (#""env":{"A":1},"stop_config":{"timeout":"1x"}"#, #"time: unknown unit "x" in duration "1x""#),
        ]
    )
    func durations(members: String, text: String) throws {
        try expect(members: members, refusedWith: text)
    }

    @Test(
        "for words, numbers and sections that are not allowed",
        arguments: [
            (#""schedule":"yearly""#, "schedule, must be one of [hourly daily weekly monthly]"),
            (#""restart":{"policy":"never"}"#, "restart.policy, must be one of [no always on-failure spot-price]"),
            (#""restart":{"max_retries":-1}"#, "restart.max_retries, must be at least 0"),
            (
                #""stop_config":{"signal":"SIGSTOP"}"#,
                "stop_config.signal, must be one of [SIGHUP SIGINT SIGQUIT SIGKILL SIGUSR1 SIGUSR2 SIGTERM]"
            ),
            (#""services":[{}]"#, "services[0].internal_port, must be between 1 and 65535"),
            (#""services":[null]"#, "services[0].internal_port, must be between 1 and 65535"),
            (#""checks":{"up":null}"#, "checks.up.type, must be one of [tcp http]"),
            (#""services":[{"internal_port":65536}]"#, "services[0].internal_port, must be between 1 and 65535"),
            (#""services":[{"internal_port":1,"protocol":"sctp"}]"#, "services[0].protocol, must be one of [tcp udp]"),
            (
                #""services":[{"internal_port":1},{"internal_port":2,"ports":[{"port":0}]}]"#,
                "services[1].ports[0].port, must be between 1 and 65535"
            ),
            (
                #""services":[{"internal_port":1,"ports":[{}]}]"#,
                "services[0].ports[0].port, must be between 1 and 65535"
            ),
            (
                #""services":[{"internal_port":1,"ports":[{"start_port":9,"end_port":8}]}]"#,
                "services[0].ports[0].end_port, cannot be less than start_port"
            ),
            (
                #""services":[{"internal_port":1,"ports":[{"port":1,"start_port":1}]}]"#,
                "services[0].ports[0].port, cannot be combined with start_port and end_port"
            ),
            (
                #""services":[{"internal_port":1,"autostop":"pause"}]"#,
                "services[0].autostop, must be one of [off stop suspend]"
            ),
            (
                #""services":[{"internal_port":1,"autostop":1}]"#,
                "services[0].autostop, must be one of [off stop suspend]"
            ),
            (
                #""services":[{"internal_port":1,"min_machines_running":-1}]"#,
                "services[0].min_machines_running, must be at least 0"
            ),
            (
                #""services":[{"internal_port":1,"concurrency":{"type":"bytes"}}]"#,
                "services[0].concurrency.type, must be one of [connections requests]"
            ),
            (
                #""services":[{"internal_port":1,"concurrency":{"soft_limit":30,"hard_limit":20}}]"#,
                "services[0].concurrency.soft_limit, cannot exceed hard_limit"
            ),
            (
                #""services":[{"internal_port":1,"checks":[{"port":1}]}]"#,
                "services[0].checks[0].type, must be one of [tcp http]"
            ),
            (
                #""services":[{"internal_port":1,"ports":[{"port":1,"tls_options":{"versions":["SSLv3"]}}]}]"#,
                "services[0].ports[0].tls_options.versions[0], must be one of [TLSv1.2 TLSv1.3]"
            ),
            (#""checks":{"up":{"port":1}}"#, "checks.up.type, must be one of [tcp http]"),
            (#""checks":{"up":{"type":"icmp","port":1}}"#, "checks.up.type, must be one of [tcp http]"),
            (#""checks":{"up":{"type":"tcp"}}"#, "checks.up.port, must be between 1 and 65535"),
            (#""checks":{"up":{"type":"tcp","port":70000}}"#, "checks.up.port, must be between 1 and 65535"),
            (
                #""checks":{"up":{"type":"tcp","port":1,"kind":"liveness"}}"#,
                "checks.up.kind, must be one of [informational readiness]"
            ),
            (
                #""mounts":[{"volume":"a","path":"/a"},{"volume":"b","path":"/b"}]"#,
                "mounts, at most one volume can be mounted"
            ),
            (#""mounts":[{"volume":"a","path":"data"}]"#, "mounts[0].path, must be an absolute path"),
            (#""mounts":[{"volume":"a"}]"#, "mounts[0].path, must be an absolute path"),
            (
                #""mounts":[{"volume":"a","path":"/a","add_size_gb":1,"add_size_percent":1}]"#,
                "mounts[0].add_size_percent, cannot be combined with add_size_gb"
            ),
            (#""metrics":{"port":0,"path":"/"}"#, "metrics.port, must be between 1 and 65535"),
            (#""rootfs":{"persist":"maybe"}"#, "rootfs.persist, must be one of [never restart always]"),
            (#""rootfs":{"persist":4}"#, "rootfs.persist, must be one of [never restart always]"),
            (#""spot":{"max_price_fraction":0}"#, "spot.max_price_fraction, must be greater than 0 and at most 1"),
            (#""spot":{"max_price_fraction":1.1}"#, "spot.max_price_fraction, must be greater than 0 and at most 1"),
            (#""files":[{"raw_value":"YQ=="}]"#, "files[0].guest_path, must be an absolute path"),
            (
                #""files":[{"guest_path":"/a"}]"#,
                "files[0], exactly one of raw_value, secret_name or image_config must be set"
            ),
            (
                #""files":[{"guest_path":"/a","raw_value":"YQ==","secret_name":"S"}]"#,
                "files[0], exactly one of raw_value, secret_name or image_config must be set"
            ),
            (#""files":[{"guest_path":"/a","raw_value":"YQ="}]"#, "files[0].raw_value, must be base64"),
            (#""files":[{"guest_path":"/a","raw_value":"Y=Q="}]"#, "files[0].raw_value, must be base64"),
            (
                #""containers":[{"name":"a"},{"name":"a"}]"#, "containers[1].name, must be unique"
            ),
            (
                #""containers":[{"name":"a","depends_on":[{"name":"b"}]}]"#,
                "containers[0].depends_on[0].name, must name another container"
            ),
            (
                #""containers":[{"name":"a","healthchecks":[{"kind":"startup"}]}]"#,
                "containers[0].healthchecks[0].kind, must be one of [readiness liveness]"
            ),
            (
                #""processes":[{"env_from":[{"env_var":"A","field_ref":"zone"}]}]"#,
                "processes[0].env_from[0].field_ref, must be one of [id version app_name private_ip region image]"
            ),
        ]
    )
    func sections(members: String, tail: String) throws {
        try expect(members: members, refusedWith: "invalid config." + tail)
    }

    @Test(
        "for fields that must be there",
        arguments: [
            (#""mounts":[{"path":"/a"}]"#, "config.mounts[0].volume"),
            (#""mounts":[null]"#, "config.mounts[0].volume"),
            (#""containers":[null]"#, "config.containers[0].name"),
            (#""containers":[{"image":"a"}]"#, "config.containers[0].name"),
            (#""statics":[{"guest_path":"/a"}]"#, "config.statics[0].url_prefix"),
        ])
    func required(members: String, path: String) throws {
        try expect(members: members, refusedWith: "invalid_argument: \(path) is required")
    }

    @Test("for an image that is no reference")
    func reference() throws {
        try expect(#"{"image":"Not An Image"}"#, refusedWith: "invalid config.image, invalid reference format")
        try expect(
            #"{"containers":[{"name":"a","image":"A"}]}"#,
            refusedWith: "invalid config.containers[0].image, invalid reference format")
    }
}
