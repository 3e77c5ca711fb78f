import Persistence
import Simulation
import Testing

@testable import MachineRules

@Suite("Secrets of a world, for those who read them inside a transaction")
struct SecretsTests {
    private func asked(_ world: World) async throws -> (version: Int, environment: [String: String]) {
        try await world.read { database, _ in
            (
                try SecretsService.version(of: Emulated.app, in: database),
                try SecretsService.environment(of: Emulated.app, in: database)
            )
        }
    }

    @Test("The version and the environment follow each change")
    func environment() async throws {
        let world = try await Emulated().world
        var (version, environment) = try await asked(world)
        #expect(version == 0)
        #expect(environment.isEmpty)
        _ = try await world.secrets.update([("A", "1"), ("B", "2")], of: Emulated.app)
        (version, environment) = try await asked(world)
        #expect(version == 1)
        #expect(environment == ["A": "1", "B": "2"])
        _ = try await world.secrets.update([("A", nil), ("B", "3")], of: Emulated.app)
        (version, environment) = try await asked(world)
        #expect(version == 2)
        #expect(environment == ["B": "3"])
    }

    @Test("A minimum that is not reached is refused inside any transaction")
    func minimum() async throws {
        let world = try await Emulated().world
        _ = try await world.secrets.set("1", as: "A", of: Emulated.app)
        try await world.read { database, _ in
            try SecretsService.require(Emulated.app, minimum: 1, in: database)
            try SecretsService.require(Emulated.app, minimum: nil, in: database)
        }
        await #expect(
            throws: Refusal(
                .failedPrecondition, "failed_precondition: secrets version 2 is not available, currently 1")
        ) {
            try await world.read { database, _ in
                try SecretsService.require(Emulated.app, minimum: 2, in: database)
            }
        }
        await #expect(throws: Refusal(.notFound, "app not found")) {
            try await world.read { database, _ in try SecretsService.require("nope", minimum: nil, in: database) }
        }
    }

    @Test("A world on disk keeps its secrets and keys")
    func onDisk() async throws {
        try await withTemporaryFolder { folder in
            let first = try await Emulated(folder: folder)
            _ = try await first.world.secrets.set("swordfish", as: "TOKEN", of: Emulated.app)
            let made = try await first.world.secretKeys.generate(.naclSign, as: "k", of: Emulated.app)
            await first.worlds.close()
            let worlds = Worlds(
                location: .folder(folder), rules: try .exact(), wall: HandClock().wall)
            let world = try await worlds.frozen(Worlds.defaultName)
            let secret = try await world.secrets.secret("TOKEN", of: Emulated.app, minimum: 2)
            #expect(secret.value == "swordfish")
            let key = try await world.secretKeys.key("k", of: Emulated.app, minimum: nil)
            #expect(key.value == made.value)
            #expect(key.publicKey == made.publicKey)
            await worlds.close()
        }
    }
}
