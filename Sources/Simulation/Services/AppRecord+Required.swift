import GRDB
import MachineRules
import Persistence

extension AppRecord {
    /// The app of this name.
    /// - Throws: `Refusal` 404 `app not found`.
    static func required(_ name: AppName, in database: Database) throws -> AppRecord {
        guard let app = try find(name, in: database) else { throw Refusal(.appNotFound) }
        return app
    }

    /// The same for those who need nothing of the app but that it is there.
    static func requireExists(_ name: AppName, in database: Database) throws {
        guard try exists(name, in: database) else { throw Refusal(.appNotFound) }
    }
}
