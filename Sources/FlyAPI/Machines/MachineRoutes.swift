import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/machines`: create, read, update, destroy (reference/machines-rest.md, section 2.4).
enum MachineRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.get, "/v1/apps/{app}/machines") { try await list($0, $1) }
        table.serve(.post, "/v1/apps/{app}/machines", .partial, note: "capacity and quotas are endless") {
            try await create($0, $1)
        }
        table.serve(.get, "/v1/apps/{app}/machines/{id}") { try await show($0, $1) }
        table.serve(.post, "/v1/apps/{app}/machines/{id}") { try await update($0, $1) }
        table.serve(.delete, "/v1/apps/{app}/machines/{id}") { request, context in
            try await context.requireWorld().machines.destroy(
                context.machineID(), in: context.app, force: request.flag("force") || request.flag("kill"),
                nonce: request.leaseNonce
            )
            return .ok
        }
        table.serve(.get, "/v1/apps/{app}/machines/{id}/events") { try await events($0, $1) }
        table.serve(.get, "/v1/apps/{app}/machines/{id}/versions") { try await versions($0, $1) }
    }

    private static func list(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let machines = try context.requireWorld().machines
        guard let filter = try MachineFilter(request) else {
            let answers = try await machines.renderedList(of: context.app) { try MachineDocument.answer(of: $0) }
            return .json(bytes: splice(answers))
        }
        let answers = try await machines.list(
            of: context.app, includingDestroyed: filter.includesDestroyed, includingLeases: filter.includesLeases,
            where: filter.accepts
        ) { view in
            filter.isSummary ? MachineDocument.summary(of: view) : try MachineDocument.bytes(of: view)
        }
        return .json(bytes: splice(answers))
    }

    private static func splice(_ answers: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(answers.reduce(2) { $0 + $1.count + 1 })
        bytes.append(UInt8(ascii: "["))
        for (index, answer) in answers.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: answer)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    private static func create(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        var objections = context.objections
        let draft = try MachineDraft.read(try await request.bodyJSON(), by: context.caller.user, &objections)
        let bytes = try await context.requireWorld().machines.create(draft, in: context.app) { view in
            try MachineDocument.bytes(of: view)
        }
        return .json(bytes: bytes).warning(of: objections)
    }

    private static func show(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let (machines, id) = (try context.requireWorld().machines, try context.machineID())
        // Most reads are of a machine that has not changed, and ask for nothing special.
        if request.uri.query == nil, let bytes = machines.cached(id, in: context.app) { return .json(bytes: bytes) }
        let bytes =
            request.flag("include_leases")
            ? try await machines.renderedWithLease(id, in: context.app) { try MachineDocument.bytes(of: $0) }
            : try await machines.rendered(id, in: context.app) { try MachineDocument.answer(of: $0) }
        return .json(bytes: bytes)
    }

    private static func update(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let id = try context.machineID()
        var objections = context.objections
        let draft = try MachineDraft.read(try await request.bodyJSON(), by: context.caller.user, &objections)
        let bytes = try await context.requireWorld().machines.update(
            id, in: context.app, to: draft, nonce: request.leaseNonce
        ) { view in
            try MachineDocument.bytes(of: view)
        }
        return .json(bytes: bytes).warning(of: objections)
    }

    private static func events(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let limit = try eventLimit(request)
        let id = try context.machineID()
        let bytes = try await context.requireWorld().machines.reading(id, in: context.app) { machine, database in
            var writer = JSONWriter()
            writer.beginArray()
            for event in try EventRecord.newest(limit, of: machine.id, in: database) {
                EventDocument.write(event, to: &writer)
            }
            writer.endArray()
            return writer.bytes
        }
        return .json(bytes: bytes)
    }

    /// 20 when not given, 50 at most: a greater number is cut to 50, as the document's "max of 50" is read here; what is
    /// no positive number is refused (chosen).
    private static func eventLimit(_ request: Request) throws(Refusal) -> Int {
        guard let text = request.query("limit") else { return 20 }
        guard let limit = Int(text), limit > 0 else {
            throw Refusal(.limitNotPositive)
        }
        return min(limit, 50)
    }

    private static func versions(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let id = try context.machineID()
        let bytes = try await context.requireWorld().machines.reading(id, in: context.app) { machine, database in
            var writer = JSONWriter()
            writer.beginArray()
            for version in try VersionRecord.all(of: machine.id, in: database) {
                writer.beginObject()
                writer.field("version", version.instanceID)
                writer.key("user_config")
                writer.raw(version.config.utf8)
                writer.endObject()
            }
            writer.endArray()
            return writer.bytes
        }
        return .json(bytes: bytes)
    }
}

extension FlyRequestContext {
    /// The machine that the path names.
    /// - Throws: `Refusal` 400 for a text that is not shaped like an id.
    func machineID() throws -> MachineID {
        let text = path("id")
        guard Identifiers.isMachineID(text) else {
            throw Refusal(.machineIDMalformed, ["id": text])
        }
        return MachineID(rawValue: text)
    }
}
