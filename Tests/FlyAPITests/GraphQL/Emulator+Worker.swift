import MachineRules
import OrderedJSON
import Persistence
import Simulation

extension Emulator {
    /// Makes a machine in app `demo`, with the volume it mounts.
    func makeWorker() async throws -> (machine: MachineRecord, volume: VolumeRecord) {
        let world = try await world
        let volume = try await world.volumes.create(
            try VolumeRules.spec(["name": "data", "region": "iad", "size_gb": 3]), in: "demo")
        let config = MachineConfig(
            stored: [
                "image": "flyio/mcp:latest", "mounts": [["volume": .string(volume.id.rawValue), "path": "/data"]],
                "services": [
                    [
                        "protocol": "tcp", "internal_port": 8080,
                        "ports": [
                            ["port": 80, "handlers": ["http"]], ["port": 443, "handlers": ["tls", "http"]],
                        ],
                    ]
                ],
            ])
        let machine = try await world.machines.create(
            MachinesService.Draft(
                name: "worker", region: "iad", config: config, skipLaunch: false, skipServiceRegistration: false,
                currentVersion: nil, leaseTTL: nil, user: "dev", minSecretsVersion: nil),
            in: "demo"
        ) { $0.machine }
        return (machine, volume)
    }
}
