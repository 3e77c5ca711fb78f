package import MachineRules
package import Persistence

/// Builds of images (reference/graphql.md, sections 3.4 and 4.2). Nothing is built here: clients say that they begin and
/// how it ended, by GraphQL or by the third API, and both show the same.
package struct BuildsService: Sendable {
    let world: World

    /// What a build that begins says of itself.
    package struct Draft: Sendable {
        package let builderType: String
        package let machineID: String?
        package let user: String

        package init(builderType: String, machineID: String?, user: String) {
            self.builderType = builderType
            self.machineID = machineID
            self.user = user
        }
    }

    /// How a build ended.
    package struct Outcome: Sendable {
        package let status: String
        /// The tag of what came out.
        package let image: String?
        package let logs: String

        package init(status: String, image: String?, logs: String) {
            self.status = status
            self.image = image
            self.logs = logs
        }
    }

    /// Begins a build, which is `started` until it is said to be finished (word chosen).
    /// - Throws: `Refusal` 404 `app not found`.
    package func create(_ draft: Draft, for app: AppName) async throws -> BuildRecord {
        try await world.write { transaction in
            _ = try transaction.app(app)
            return try BuildRecord.insert(
                of: app, status: "started", builderType: draft.builderType, machineID: draft.machineID,
                user: draft.user, at: transaction.now, in: transaction.database)
        }
    }

    /// Notes how a build ended; said again, the last word counts (chosen).
    /// - Parameter number: the build's id.
    /// - Throws: `Refusal` 404 `build not found` for one that the app does not have (text chosen).
    package func finish(_ number: Int64, of app: AppName, _ outcome: Outcome) async throws -> BuildRecord {
        try await world.write { transaction in
            guard var build = try BuildRecord.find(number, in: transaction.database), build.appName == app else {
                throw Refusal(.buildNotFound)
            }
            build.status = outcome.status
            build.image = outcome.image
            build.logs = outcome.logs
            build.finishedAt = transaction.now
            try build.update(in: transaction.database)
            return build
        }
    }

    /// The builds of an app, the newest first.
    package func list(of app: AppName) async throws -> [BuildRecord] {
        try await world.read { database, _ in try BuildRecord.all(of: app, in: database) }
    }
}

extension World {
    package var builds: BuildsService { BuildsService(world: self) }
}
