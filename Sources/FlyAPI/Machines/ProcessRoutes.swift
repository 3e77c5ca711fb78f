import Guests
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `GET …/ps`: what runs in a machine (reference/machines-rest.md, section 2.4).
enum ProcessRoutes {
    static func add(to table: inout RouteTable, processes: ProcessHost?) {
        table.serve(
            .get, "/v1/apps/{app}/machines/{id}/ps", .partial, basis: .chosen,
            note: "those the configuration names, unless the machine is a process on this host"
        ) { request, context in
            try await list(request, context, processes)
        }
    }

    /// In the order of process numbers unless asked otherwise.
    private static func list(
        _ request: Request,
        _ context: FlyRequestContext,
        _ host: ProcessHost?
    ) async throws -> Response {
        let key = try choice("sort_by", of: ProcessList.Key.allCases.map(\.rawValue), in: request)
        let order = try choice("order", of: ["asc", "desc"], in: request)
        let world = try context.requireWorld()
        var processes = try await world.machines.reading(context.machineID(), in: context.app) { machine, database in
            try machine.requireProcess()
            let starts = try EventRecord.newest(50, of: machine.id, in: database)
            let start = starts.first { $0.type == "start" && $0.status == "started" }
            return ProcessList(
                of: GuestMachine(
                    id: machine.id, app: machine.appName, region: machine.region, instanceID: machine.instanceID,
                    boots: machine.lifecycle.boots, config: MachineConfig(stored: try JSON(parsing: machine.config))
                ),
                uptime: world.now - (start?.timestamp ?? machine.updatedAt)
            )
        }
        if let real = await host?.list(of: try context.machineID(), in: world) { processes = real }
        processes.sort(by: key.flatMap(ProcessList.Key.init(rawValue:)) ?? .pid, descending: order == "desc")
        return .json(.array(processes.entries.map(document)))
    }

    /// - Throws: `Refusal` 400 `invalid_argument: invalid <name>: <value>, must be one of [<words>]` (chosen).
    private static func choice(
        _ name: Substring,
        of words: [String],
        in request: Request
    ) throws(Refusal) -> String? {
        guard let word = request.query(name) else { return nil }
        guard words.contains(word) else {
            let list = words.joined(separator: " ")
            throw Refusal(.choiceUnknown, ["parameter": name, "value": word, "choices": list])
        }
        return word
    }

    private static func document(_ process: ProcessList.Entry) -> JSON {
        [
            "pid": .int(process.pid), "stime": .int(process.stime), "rtime": .int(process.rtime),
            "command": .string(process.command), "directory": .string(process.directory), "cpu": .int(process.cpu),
            "rss": .int(process.rss),
            "listen_sockets": .array(
                process.sockets.map { ["proto": .string($0.proto), "address": .string($0.address)] }
            ),
        ]
    }
}
