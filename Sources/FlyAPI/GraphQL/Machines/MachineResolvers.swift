import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Machines (reference/graphql.md, section 3.4): the living ones.
enum MachineResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        MachineMutations.add(to: &resolvers)
        resolvers["Queries.machine"] = { call in try await machine(call.text("machineId") ?? "", call) }
        resolvers["Queries.machines"] = { call in
            let apps: [AppName] =
                if let app = call.text("appId") { [try await call.app(app).name] } else {
                    try await call.apps(of: nil).map(\.name)
                }
            var machines: [MachineRecord] = []
            for app in apps { machines += try await call.world.machineRecords(of: app) }
            if let state = call.text("state") { machines.removeAll { $0.state.rawValue != state } }
            return Connection.page(machines.map(\.value), call)
        }
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "machine": { app, call in try await machine(call.text("id") ?? "", of: app.name, call) },
                "machines": { app, call in
                    Connection.page(try await call.world.machineRecords(of: app.name).map(\.value), call)
                },
            ]
        )
        resolvers.defineReadings(
            "Machine", on: MachineRecord.self,
            [
                "id": { machine, _ in .text(machine.id.rawValue) },
                "name": { machine, _ in .text(machine.name) },
                "state": { machine, _ in .text(machine.state.rawValue) },
                "region": { machine, _ in .text(machine.region.rawValue) },
                "instanceId": { machine, _ in .text(machine.instanceID) },
                "createdAt": { machine, _ in .text(machine.createdAt.rfc3339) },
                "updatedAt": { machine, _ in .text(machine.updatedAt.rfc3339) },
                "config": { machine, _ in .json(try JSON(parsing: machine.config)) },
                "host": { machine, _ in host(in: machine.region) },
                "ips": { machine, call in Connection.page([privateAddress(of: machine)], call) },
            ]
        )
        resolvers.set("Machine.app", on: MachineRecord.self) { machine, call in
            try await call.app(machine.appName.rawValue).value
        }
    }

    /// - Parameter app: where it must be, nil for anywhere.
    static func machine(_ id: String, of app: AppName? = nil, _ call: FlyCall) async throws -> ResolvedValue {
        try await record(id, of: app, call).value
    }

    /// The living machine of an id that the caller may see.
    static func record(_ id: String, of app: AppName? = nil, _ call: FlyCall) async throws -> MachineRecord {
        let id = MachineID(rawValue: id)
        let machine = try await call.world.read { database, _ in try MachineRecord.find(id, in: database) }
        guard let machine, machine.destroyedAt == nil, app == nil || machine.appName == app,
            try await call.sees(machine.appName)
        else {
            throw FieldError.couldNotFind("Machine")
        }
        return machine
    }

    /// One host a region is all there is.
    static func host(in region: Region) -> ResolvedValue { ["id": .text(NodeID.id(of: "host/\(region)"))] }

    private static func privateAddress(of machine: MachineRecord) -> ResolvedValue {
        [
            "id": .text(NodeID.id(of: "machine_ip/\(machine.id)")), "family": "v6", "kind": "privatenet",
            "ip": .text(machine.privateIP), "maskSize": 112,
        ]
    }
}

extension MachineRecord {
    var value: ResolvedValue { .object(typeName: "Machine", self) }
}

extension World {
    /// The living machines of an app in the order of making.
    func machineRecords(of app: AppName) async throws -> [MachineRecord] {
        try await read { database, _ in try MachineRecord.all(of: app, includingDestroyed: false, in: database) }
    }
}
