import MachineRules
import Persistence
import Simulation

/// What a body names rather than the path, so that the gate has not looked whose it is.
extension FlyRequestContext {
    /// - Throws: `Refusal` 400 for no name, 404 for no such app, 403 for one that the caller's token does not open.
    func app(named name: String?) async throws -> AppName {
        guard let name, !name.isEmpty else { throw Refusal(.fieldRequired, ["field": "app_name"]) }
        let app = try await requireWorld().apps.app(AppName(name)).app
        guard caller.reaches(app.name, of: app.orgSlug) else { throw Refusal.unauthorized }
        return app.name
    }
}
