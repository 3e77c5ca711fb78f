import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What is done to machines (reference/graphql.md, section 3.4): the same as over REST, without a lease. Every machine is
/// found by its id; `appId` where it is given must be its app.
enum MachineMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.launchMachine"] = { call in
            let (app, machine) = try await launch(call)
            return ["app": app.value, "machine": machine.value, "clientMutationId": call.clientMutationID]
        }
        resolvers["Mutations.startMachine"] = { call in
            try await change(call) { _ = try await $1.start($0.id, in: $0.appName, by: .user, nonce: nil) }
        }
        resolvers["Mutations.stopMachine"] = { call in
            let seconds = call.input["killTimeoutSecs"]?.intValue
            let order = try StopOrder(
                signal: call.input.text("signal"), timeout: seconds.map { GoDuration(.seconds($0)) })
            return try await change(call) { try await $1.stop($0.id, in: $0.appName, by: .user, nonce: nil, order) }
        }
        // As the command of that name does it by now: a signal, after which the restart policy acts (client code).
        resolvers["Mutations.killMachine"] = { call in
            try await change(call) { try await $1.signal($0.id, in: $0.appName, .kill, nonce: nil) }
        }
        resolvers["Mutations.removeMachine"] = { call in
            let kills = call.input["kill"] == true
            return try await change(call) {
                try await $1.destroy($0.id, in: $0.appName, force: kills, nonce: nil)
            }
        }
    }

    /// Does something to the machine that the input names.
    /// - Returns: the payload with the machine as it is afterwards, a destroyed one too.
    private static func change(
        _ call: FlyCall,
        _ act: (MachineRecord, MachinesService) async throws -> Void
    ) async throws -> ResolvedValue {
        let machine = try await machine(of: call)
        try await act(machine, call.world.machines)
        let changed = try await call.world.read { database, _ in try MachineRecord.find(machine.id, in: database) }
        return ["machine": (changed ?? machine).value, "clientMutationId": call.clientMutationID]
    }

    private static func machine(of call: FlyCall) async throws -> MachineRecord {
        var app: AppName?
        if let name = call.input.text("appId") { app = try await call.app(name).name }
        return try await MachineResolvers.record(call.input.text("id") ?? "", of: app, call)
    }

    /// With an id the machine is updated, without an app it gets a new one in the organization (both as older clients
    /// used it; that a given id means an update is client code).
    private static func launch(_ call: FlyCall) async throws -> (AppRecord, MachineRecord) {
        let input = call.input
        var request: JSONObject = ["config": input["config"] ?? .null]
        for key in ["name", "region"] { request[key] = input[key] }
        var objections = Objections.refused
        let draft = try MachineDraft.read(.object(request), by: call.caller.user, &objections)
        if input.text("id") != nil {
            let machine = try await machine(of: call)
            let updated = try await call.world.machines.update(
                machine.id, in: machine.appName, to: draft, nonce: nil
            ) { $0.machine }
            return (try await call.app(machine.appName.rawValue), updated)
        }
        let app = try await app(for: call)
        return (app, try await call.world.machines.create(draft, in: app.name) { $0.machine })
    }

    private static func app(for call: FlyCall) async throws -> AppRecord {
        if let name = call.input.text("appId") { return try await call.app(name) }
        guard let organization = try call.input.organization("organizationId") else {
            throw FieldError.couldNotFind("App")
        }
        try call.caller.requireAll(of: organization.slug)
        let draft = AppsService.Draft(
            name: nil, orgSlug: organization.slug, network: "default", idempotencyKey: nil)
        return try await call.world.apps.create(draft).app
    }
}
