import MachineRules
import Simulation
import Testing

@testable import FlyEdge

@Suite("A request under way")
struct OpenRequestTests {
    private func world() async throws -> World {
        try await Worlds(
            location: .memory(temporaryFolder: "/nonexistent"),
            rules: WorldRules(profile: .instant, speed: 1, seed: 1, exitAtBoot: { _ in nil }),
            wall: WallClock { Timestamp(milliseconds: 0) }
        ).world("default")
    }

    @Test("It is load from its begin to its end, counted once")
    func counts() async throws {
        let world = try await world()
        let activity = Activity()
        let key = Activity.Key("d0", in: world)
        let first = OpenRequest(to: "d0", in: world, activity)
        let second = OpenRequest(to: "d0", in: world, activity)
        #expect(activity.open(key) == 2)
        first.end()
        first.end()
        #expect(activity.open(key) == 1)
        second.end()
        #expect(activity.open(key) == 0)
        withExtendedLifetime((first, second)) {}
        #expect(activity.open(key) == 0)
    }

    @Test("One that nobody answers any more is no load")
    func forgets() async throws {
        let world = try await world()
        let activity = Activity()
        _ = OpenRequest(to: "d0", in: world, activity)
        #expect(activity.open(Activity.Key("d0", in: world)) == 0)
    }
}
