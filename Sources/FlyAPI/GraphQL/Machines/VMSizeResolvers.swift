import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Sizes of virtual machines, which cost nothing here.
enum VMSizeResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        // That of the oldest machine; the smallest before the first (chosen).
        resolvers.set("App.vmSize", on: AppRecord.self) { app, call in
            let machines = try await call.world.machineRecords(of: app.name)
            let guest = try machines.first.map { MachineConfig(stored: try JSON(parsing: $0.config)).guest }
            return .json(document(guest ?? MachineConfig.Guest()))
        }
        resolvers["FlyPlatform.vmSizes"] = { _ in
            let sizes = CPUKind.allCases.flatMap { kind in
                kind.legalCPUs.map { cpus in
                    MachineConfig.Guest(
                        cpuKind: kind, cpus: cpus, memoryMB: kind.memoryRangeMB(cpus: cpus).lowerBound)
                }
            }
            return .json(.array(sizes.map(document)))
        }
    }

    private static func document(_ guest: MachineConfig.Guest) -> JSON {
        let range = guest.cpuKind.memoryRangeMB(cpus: guest.cpus)
        let steps = stride(from: range.lowerBound, through: range.upperBound, by: guest.cpuKind.memoryStepMB)
        let prefix = guest.cpuKind == .shared ? "shared-cpu" : "performance"
        return [
            "name": .string("\(prefix)-\(guest.cpus)x"), "cpuCores": .double(Double(guest.cpus)),
            "memoryMb": .int(guest.memoryMB), "memoryGb": .double(Double(guest.memoryMB) / 1024),
            "maxMemoryMb": .int(range.upperBound), "memoryIncrementsMb": .array(steps.map { .int($0) }),
            "priceMonth": 0, "priceSecond": 0,
        ]
    }
}
