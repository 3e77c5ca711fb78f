import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `createRelease` and `updateRelease` (reference/graphql.md, section 3.4). Clients send every key of the input, empty
/// ones included; empty means absent.
enum ReleaseMutations {
    static func add(to resolvers: inout FlyResolvers) {
        BuildResolvers.add(to: &resolvers)
        resolvers["Mutations.createRelease"] = { call in
            let input = call.input
            let app = try await call.app(input.text("appId") ?? "")
            let draft = ReleasesService.Draft(
                image: input.text("image"), definition: try definition(input["definition"] ?? .null)?.text,
                strategy: input.text("strategy") ?? "", user: call.caller.user)
            let release = try await call.world.releases.create(draft, for: app.name)
            return [
                "app": app.value, "release": release.value(as: "Release"), "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.updateRelease"] = { call in
            let input = call.input
            let id = ReleaseID(rawValue: input.text("releaseId") ?? "")
            guard try await isVisible(id, call) else { throw FieldError.couldNotFind("Release") }
            let metadata = input["metadata"].flatMap { $0.isNull ? nil : $0.text }
            let release = try await call.world.releases.update(id, status: input.text("status"), metadata: metadata)
            return ["release": release.value(as: "Release"), "clientMutationId": call.clientMutationID]
        }
    }

    /// Clients that take a configuration back decode an object, or nothing.
    private static func definition(_ value: JSON) throws(FieldError) -> JSON? {
        if value.isNull { return nil }
        guard value.objectValue != nil else {
            throw FieldError("definition must be an object", code: ErrorCode.invalidArguments)
        }
        return value
    }

    private static func isVisible(_ id: ReleaseID, _ call: FlyCall) async throws -> Bool {
        let release = try await call.world.read { database, _ in try ReleaseRecord.find(id, in: database) }
        guard let release else { return false }
        return try await call.sees(release.appName)
    }
}
