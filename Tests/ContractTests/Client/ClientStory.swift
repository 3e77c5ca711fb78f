import OrderedJSON
import WindtunnelTestSupport

/// An emulator with an app, as the official client finds it.
func withOfficialClient(
    _ body: @Sendable (OfficialClient, TestEmulator) async throws -> Void
) async throws {
    try await withEmulator { emulator in
        _ = try await emulator.makeApp("paper-boats")
        try await body(OfficialClient(emulator: emulator, app: "paper-boats"), emulator)
    }
}

/// Configurations as the official client writes them.
enum ClientConfig {
    /// What `fly machine run IMAGE` makes of its defaults.
    static let run: JSON = [
        "init": [:], "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 256],
        "image": "registry.fly.io/paper-boats:v1", "metadata": OfficialClient.metadata, "dns": [:],
    ]

    /// A machine of a deployment: one service with a check of its own, in the group `app`.
    static func deployed(_ tag: String, release: Int = 1, group: String = "app") -> JSON {
        [
            "env": ["FLY_PROCESS_GROUP": .string(group), "PRIMARY_REGION": "iad"], "init": [:],
            "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 256],
            "metadata": [
                "fly_platform_version": "v2", "fly_flyctl_version": "0.4.12", "fly_process_group": .string(group),
                "fly_release_id": .string("r\(release)"), "fly_release_version": .string(String(release)),
            ],
            "services": [
                [
                    "protocol": "tcp", "internal_port": 8080, "autostop": "stop", "autostart": true,
                    "min_machines_running": 0,
                    "ports": [
                        ["port": 80, "handlers": ["http"], "force_https": true],
                        ["port": 443, "handlers": ["http", "tls"]],
                    ],
                    "checks": [
                        ["type": "http", "interval": "10s", "timeout": "2s", "grace_period": "5s", "path": "/up"]
                    ],
                    "force_instance_key": nil,
                ]
            ],
            "image": .string("registry.fly.io/paper-boats:\(tag)"),
            "restart": ["policy": "on-failure", "max_retries": 10],
        ]
    }

    /// The machine that runs a release command once.
    static let release: JSON = [
        "init": ["cmd": ["rake", "db:migrate"]], "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 512],
        "env": ["RELEASE_COMMAND": "1", "FLY_PROCESS_GROUP": "fly_app_release_command"],
        "image": "registry.fly.io/paper-boats:v2", "restart": ["policy": "no"], "auto_destroy": true,
        "metadata": [
            "fly_platform_version": "v2", "fly_process_group": "fly_app_release_command", "fly_release_version": "2",
        ],
        "dns": ["skip_registration": true],
    ]
}
