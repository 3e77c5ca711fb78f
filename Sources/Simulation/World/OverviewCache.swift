import MachineRules
import Persistence
import Synchronization

/// What an app is and how much it has, kept from the first question until the commit that changes it: most GraphQL
/// documents begin with an app and come back to it field by field.
///
/// It is filled and dropped on the store's queue only, so it can never hold what a commit has overtaken.
final class OverviewCache: Sendable {
    /// Some 500 bytes each: at most about 10 MB a world.
    private static let capacity = 20_000

    private let overviews = Mutex<[AppName: AppsService.Overview]>([:])

    subscript(app: AppName) -> AppsService.Overview? {
        overviews.withLock { $0[app] }
    }

    func keep(_ overview: AppsService.Overview) {
        overviews.withLock { overviews in
            if overviews.count >= Self.capacity { overviews = [:] }
            overviews[overview.app.name] = overview
        }
    }

    func drop(_ changes: Changes) {
        guard !changes.apps.isEmpty || !changes.memberships.isEmpty || !changes.removedApps.isEmpty else { return }
        overviews.withLock { overviews in
            guard !overviews.isEmpty else { return }
            for app in changes.apps { overviews[app] = nil }
            for app in changes.memberships { overviews[app] = nil }
            for app in changes.removedApps { overviews[app] = nil }
        }
    }

    func dropAll() {
        overviews.withLock { $0 = [:] }
    }
}
