import MachineRules
import OrderedJSON
import Testing

@Suite("Guest sizes")
struct GuestRulesTests {
    @Test("accept every legal size at both ends of its memory", arguments: CPUKind.allCases)
    func legal(kind: CPUKind) throws {
        for cpus in kind.legalCPUs {
            let range = kind.memoryRangeMB(cpus: cpus)
            for memory in [range.lowerBound, range.lowerBound + kind.memoryStepMB, range.upperBound] {
                let guest: JSONObject = [
                    "cpu_kind": .string(kind.rawValue), "cpus": .int(cpus), "memory_mb": .int(memory),
                ]
                #expect(try GuestRules.completed(guest, at: "config.guest") == guest)
            }
        }
    }

    @Test(
        "expand from presets",
        arguments: [
            ("shared-cpu-1x", MachineConfig.Guest(cpuKind: .shared, cpus: 1, memoryMB: 256)),
            ("shared-cpu-8x", MachineConfig.Guest(cpuKind: .shared, cpus: 8, memoryMB: 2048)),
            ("performance-1x", MachineConfig.Guest(cpuKind: .performance, cpus: 1, memoryMB: 2048)),
            ("performance-16x", MachineConfig.Guest(cpuKind: .performance, cpus: 16, memoryMB: 32768)),
            (
                "a100-40gb",
                MachineConfig.Guest(
                    cpuKind: .performance, cpus: 8, memoryMB: 32768, gpus: 1, gpuKind: "a100-pcie-40gb")
            ),
        ]
    )
    func presets(size: String, guest: MachineConfig.Guest) throws {
        let config = try MachineConfig(document: ["image": "nginx", "size": .string(size)])
        #expect(config.guest == guest)
    }

    @Test("know no other presets", arguments: ["", "shared-cpu-1", "shared-cpu-10x", "performance-3x", "huge"])
    func unknownPresets(size: String) {
        #expect(GuestRules.expansion(ofSize: size) == nil)
    }
}
