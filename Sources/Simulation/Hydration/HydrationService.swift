package import Fixtures

/// Gives a world the state that a recording tells of, with the recorded ids, so that the emulator goes on from there.
package struct HydrationService: Sendable {
    let world: World

    /// Takes over all of it in one transaction.
    ///
    /// What was under way, a machine that is `starting`, gets its next step, and comes to its end by the world's clock.
    /// - Throws: ``HydrationConflict`` when the world has one of the apps, machines, volumes or snapshots already.
    package func hydrate(_ state: RecordedState) async throws -> HydrationReport {
        try await world.write { transaction in
            var hydration = Hydration(transaction, leftOut: state.leftOut)
            for app in state.apps { try hydration.requireFree(app) }
            for app in state.apps { try hydration.take(app) }
            try transaction.noteHostnames()
            return hydration.finished
        }
    }
}

extension World {
    package var hydration: HydrationService { HydrationService(world: self) }
}
