package import OrderedJSON

/// Machine configurations that tests begin from.
package enum TestConfig {
    /// A machine without services; what runs in it answers as an echo.
    package static let plain: JSON = ["image": "registry.fly.io/demo:v1"]

    /// A machine the edge leads to.
    /// - Parameters:
    ///   - autostop: `off`, `stop` or `suspend`.
    ///   - minimum: `min_machines_running`.
    package static func served(
        autostop: String = "stop",
        autostart: Bool = true,
        minimum: Int = 0
    ) -> JSON {
        [
            "image": "registry.fly.io/demo:v1",
            "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 256],
            "services": [service(autostop: autostop, autostart: autostart, minimum: minimum)],
        ]
    }

    /// A machine the edge leads to, whose echo plays a program.
    /// - Parameters:
    ///   - script: of the echo, see `EchoScript`.
    ///   - port: members of its one external port.
    ///   - service: members of its one service.
    ///   - ports: all external ports instead.
    package static func scripted(
        _ script: String,
        port: JSONObject = [:],
        service: JSONObject = [:],
        ports: JSON? = nil,
        metadata: JSONObject = [:]
    ) -> JSON {
        var outer: JSONObject = ["port": 443, "handlers": ["http", "tls"]]
        for member in port.members { outer[member.key] = member.value }
        var inner: JSONObject = [
            "protocol": "tcp", "internal_port": 8080, "autostop": "off", "autostart": true,
            "ports": ports ?? [.object(outer)],
        ]
        for member in service.members { inner[member.key] = member.value }
        var facts: JSONObject = ["windtunnel_echo": .string(script)]
        for member in metadata.members { facts[member.key] = member.value }
        return [
            "image": "registry.fly.io/demo:v1",
            "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 256],
            "metadata": .object(facts),
            "services": [.object(inner)],
        ]
    }

    /// The guide's machine: `fly mcp wrap` around the filesystem server on the volume named `data`.
    /// - Parameter env: such as `FLY_MCP_BEARER_TOKEN`.
    package static func wrap(autostop: String = "stop", env: JSON = [:]) -> JSON {
        [
            "image": "flyio/mcp:latest",
            "init": ["cmd": ["npx", "-f", "@modelcontextprotocol/server-filesystem", "/data/"]],
            "env": env,
            "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 1024],
            "mounts": [["volume": "data", "path": "/data"]],
            "services": [service(autostop: autostop, autostart: true, minimum: 0)],
        ]
    }

    private static func service(autostop: String, autostart: Bool, minimum: Int) -> JSON {
        [
            "protocol": "tcp", "internal_port": 8080, "autostop": .string(autostop), "autostart": .bool(autostart),
            "min_machines_running": .int(minimum),
            "ports": [["port": 443, "handlers": ["http", "tls"]]],
        ]
    }
}
