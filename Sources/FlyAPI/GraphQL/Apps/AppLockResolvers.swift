import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `lockApp`, `unlockApp` and an app's lock (reference/graphql.md, section 3.3).
enum AppLockResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("App.currentLock", on: AppRecord.self) { app, call in
            try await call.world.appLocks.current(of: app.name).map { .record($0.members) } ?? .null
        }
        resolvers["Mutations.lockApp"] = { call in
            let app = try await call.app(call.input.text("appId") ?? "")
            var payload = try await call.world.appLocks.lock(app.name).members
            payload["clientMutationId"] = call.clientMutationID
            return .record(payload)
        }
        resolvers["Mutations.unlockApp"] = { call in
            let app = try await call.app(call.input.text("appId") ?? "")
            try await call.world.appLocks.unlock(app.name, call.input.text("lockId") ?? "")
            return ["app": app.value, "clientMutationId": call.clientMutationID]
        }
    }
}

extension AppLockRecord {
    fileprivate var members: [String: ResolvedValue] {
        ["lockId": .text(id), "expiration": .text(expiresAt.rfc3339)]
    }
}
