import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import MachineRules

@Suite("Apps of a world")
struct AppsTests {
    private func draft(_ name: String?, key: String? = nil, org: String = "personal") -> AppsService.Draft {
        AppsService.Draft(name: name, orgSlug: org, network: "default", idempotencyKey: key)
    }

    @Test("A name is taken once, legal, and invented where none is given")
    func names() async throws {
        let world = try await Emulated().world
        let taken = await #expect(throws: Refusal.self) { try await world.makeApp("demo") }
        #expect(
            taken == Refusal(.unprocessable, "Validation failed: Name has already been taken", status: "name_taken"))
        let illegal = await #expect(throws: Refusal.self) { try await world.makeApp("Demo!") }
        #expect(illegal?.kind == .unprocessable)
        let invented = try await world.apps.create(draft(nil)).app.name
        #expect(!invented.rawValue.isEmpty)
        #expect(try await world.apps.list(of: nil).map(\.app.name) == ["demo", invented])
    }

    @Test("The same idempotency key gives the app made with it")
    func idempotency() async throws {
        let world = try await Emulated().world
        let first = try await world.apps.create(draft("one", key: "k"))
        let again = try await world.apps.create(draft("one", key: "k"))
        #expect(again.app.id == first.app.id)
        let unnamed = try await world.apps.create(draft(nil, key: "k"))
        #expect(unnamed.app.id == first.app.id)
        let other = await #expect(throws: Refusal.self) { try await world.apps.create(draft("two", key: "k")) }
        #expect(other?.kind == .unprocessable)
        #expect(try await world.apps.create(draft("three", key: "l")).app.id != first.app.id)
    }

    @Test("An app is deleted with all it has, running machines and attached volumes too")
    func deletes() async throws {
        let world = try await Emulated().world
        let volume = try await world.makeVolume()
        let id = try await world.makeStarted(["image": "nginx", "mounts": [["volume": "data", "path": "/data"]]])
        #expect(try await world.volume(volume).attachedMachineID == id)
        try await world.apps.delete("demo")
        await #expect(throws: Refusal(.notFound, "app not found")) { try await world.apps.app("demo") }
        await #expect(throws: Refusal(.notFound, "app not found")) { try await world.machine(id) }
        await #expect(throws: Refusal(.notFound, "app not found")) { try await world.apps.delete("demo") }
        #expect(try await world.pendingSteps() == 0)
        try await world.makeApp("demo")
        #expect(try await world.apps.app("demo").machineCount == 0)
        #expect(try await world.volumes.list(of: "demo").isEmpty)
    }

    @Test("An organization lists its own apps")
    func lists() async throws {
        let world = try await Emulated().world
        _ = try await world.apps.create(draft("other", org: "acme"))
        #expect(try await world.apps.list(of: "acme").map(\.app.name) == ["other"])
        #expect(try await world.apps.list(of: "personal").map(\.app.name) == ["demo"])
        #expect(try await world.apps.list(of: nil).count == 2)
    }
}

@Suite("Addresses of an app")
struct AddressesTests {
    private func draft(_ kind: Addresses.Kind, region: String = "") -> AddressesService.Draft {
        AddressesService.Draft(type: kind, region: region, network: nil, organization: nil, serviceName: nil)
    }

    @Test("The shared address is the same however often it is asked for, and is no node")
    func sharesAddress() async throws {
        let world = try await Emulated().world
        let first = try await world.addresses.allocate(draft(.sharedV4), for: "demo")
        let second = try await world.addresses.allocate(draft(.sharedV4), for: "demo")
        #expect(first.app.sharedIP != nil)
        #expect(first.made == nil)
        #expect(second.app.sharedIP == first.app.sharedIP)
        #expect(try await world.addresses.list(of: "demo").addresses.isEmpty)
        #expect(try await world.addresses.list(of: "demo").app.sharedIP == first.app.sharedIP)
    }

    @Test("Every other address is a new one, listed in the order of asking")
    func allocates() async throws {
        let world = try await Emulated().world
        var made: [String] = []
        for kind in [Addresses.Kind.v4, .v6, .privateV6, .v4] {
            made.append(try #require(try await world.addresses.allocate(draft(kind), for: "demo").made).address)
        }
        let listed = try await world.addresses.list(of: "demo").addresses
        #expect(listed.map(\.address) == made)
        #expect(listed.map(\.type) == ["v4", "v6", "private_v6", "v4"])
        #expect(Set(made).count == 4)
        #expect(Set(listed.map(\.id)).count == 4)
    }

    @Test("Flycast addresses count up from 2, and never repeat")
    func countsFlycast() async throws {
        let world = try await Emulated().world
        var ends: [String] = []
        for _ in 0..<3 {
            let made = try #require(try await world.addresses.allocate(draft(.privateV6), for: "demo").made)
            ends.append(made.address.split(separator: ":").last.map(String.init) ?? "")
            _ = try await world.addresses.release(.id(made.id), of: nil)
        }
        #expect(ends == ["2", "3", "4"])
    }

    @Test("Only a dedicated IPv4 has a region")
    func places() async throws {
        let world = try await Emulated().world
        #expect(try await world.addresses.allocate(draft(.v4, region: "ams"), for: "demo").made?.region == "ams")
        #expect(try await world.addresses.allocate(draft(.v4, region: "global"), for: "demo").made?.region == "global")
        #expect(try await world.addresses.allocate(draft(.v6, region: "ams"), for: "demo").made?.region == "global")
        let refusal = await #expect(throws: Refusal.self) {
            try await world.addresses.allocate(draft(.v4, region: "atlantis"), for: "demo")
        }
        #expect(refusal?.kind == .invalidArgument)
    }

    @Test("An address is released by id or by what it is, however it is spelt; the second time it is unknown")
    func releases() async throws {
        let world = try await Emulated().world
        let unknown = Refusal(.notFound, "Could not find IPAssignment")
        let four = try #require(try await world.addresses.allocate(draft(.v4), for: "demo").made)
        let six = try #require(try await world.addresses.allocate(draft(.v6), for: "demo").made)
        let shared = try #require(try await world.addresses.allocate(draft(.sharedV4), for: "demo").app.sharedIP)
        #expect(try await world.addresses.release(.id(four.id), of: nil).name == "demo")
        await #expect(throws: unknown) { try await world.addresses.release(.id(four.id), of: nil) }
        _ = try await world.addresses.release(.address(six.address.uppercased()), of: "demo")
        await #expect(throws: unknown) { try await world.addresses.release(.address(six.address), of: "demo") }
        #expect(try await world.addresses.release(.address(shared), of: "demo").sharedIP == nil)
        await #expect(throws: unknown) { try await world.addresses.release(.address(shared), of: "demo") }
        #expect(try await world.addresses.list(of: "demo").addresses.isEmpty)
    }

    @Test("An address of another app is not released by its text")
    func keepsOthers() async throws {
        let world = try await Emulated().world
        try await world.makeApp("other")
        let made = try #require(try await world.addresses.allocate(draft(.v4), for: "other").made)
        await #expect(throws: Refusal.self) { try await world.addresses.release(.address(made.address), of: "demo") }
        await #expect(throws: Refusal.self) { try await world.addresses.release(.address(made.address), of: nil) }
        await #expect(throws: Refusal(.notFound, "app not found")) {
            try await world.addresses.release(.address(made.address), of: "nobody")
        }
        #expect(try await world.addresses.list(of: "other").addresses.count == 1)
    }
}

@Suite("Leases on a machine")
struct LeasesTests {
    private func acquire(
        _ world: World,
        _ id: MachineID,
        seconds: Int? = nil,
        nonce: String? = nil
    ) async throws -> LeaseRecord {
        try await world.leases.acquire(
            on: id, in: "demo", seconds: seconds, description: "", owner: "dev@windtunnel.local", nonce: nonce)
    }

    @Test(
        "A lease ends after the asked time, half a minute when none is asked, an hour at most",
        arguments: [(nil, 30), (0, 30), (-5, 30), (1, 1), (120, 120), (3600, 3600), (100_000, 3600)] as [(Int?, Int)])
    func ends(seconds: Int?, lasts: Int) async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let begin = world.now
        let lease = try await acquire(world, id, seconds: seconds)
        #expect(lease.expiresAt == begin + .seconds(lasts))
        #expect(lease.nonce.count == 12)
        _ = try await world.advance(.milliseconds(lasts * 1000 - 1))
        #expect(try await world.leases.lease(on: id, in: "demo").nonce == lease.nonce)
        _ = try await world.advance(.milliseconds(1))
        await #expect(throws: Refusal(.notFound, "lease not found")) {
            try await world.leases.lease(on: id, in: "demo")
        }
    }

    @Test("While it holds, everything that changes the machine needs its nonce")
    func guardsMachine() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let lease = try await acquire(world, id)
        let machines = world.machines
        let refusal = Refusal(
            .conflict,
            "aborted: machine ID \(id) lease currently held by \(lease.owner), expires at 2026-08-01T12:00:34Z")
        for nonce in [nil, "", "000000000000"] {
            await #expect(throws: refusal) { try await machines.start(id, in: "demo", by: .user, nonce: nonce) }
            await #expect(throws: refusal) { try await machines.stop(id, in: "demo", by: .user, nonce: nonce) }
            await #expect(throws: refusal) { try await machines.stop(id, in: "demo", by: .proxy, nonce: nonce) }
            await #expect(throws: refusal) { try await machines.suspend(id, in: "demo", by: .user, nonce: nonce) }
            await #expect(throws: refusal) { try await machines.restart(id, in: "demo", nonce: nonce) }
            await #expect(throws: refusal) { try await machines.setCordoned(true, id, in: "demo", nonce: nonce) }
            await #expect(throws: refusal) {
                try await machines.destroy(id, in: "demo", force: true, nonce: nonce)
            }
            await #expect(throws: refusal) { try await world.update(id, nonce: nonce) }
            await #expect(throws: refusal) { try await acquire(world, id, nonce: nonce) }
        }
        #expect(try await world.state(id) == .started)
        try await machines.stop(id, in: "demo", by: .user, nonce: lease.nonce)
        #expect(try await world.state(id) == .stopping)
    }

    @Test("Nobody needs a nonce for a lease that has ended, though they send one")
    func forgetsNonce() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let lease = try await acquire(world, id, seconds: 1)
        _ = try await world.advance(.seconds(1))
        try await world.machines.setCordoned(true, id, in: "demo", nonce: lease.nonce)
        #expect(try await acquire(world, id, nonce: lease.nonce).nonce != lease.nonce)
    }

    @Test("With its nonce it is renewed, from now, under the same nonce")
    func renews() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let lease = try await acquire(world, id, seconds: 10)
        _ = try await world.advance(.seconds(5))
        let renewed = try await acquire(world, id, seconds: 3, nonce: lease.nonce)
        #expect(renewed.nonce == lease.nonce)
        #expect(renewed.expiresAt == world.now + .seconds(3))
    }

    @Test("It is given back with its nonce, once")
    func releases() async throws {
        let world = try await Emulated().world
        let id = try await world.makeStarted()
        let lease = try await acquire(world, id)
        await #expect(throws: Refusal(.invalidArgument, "invalid_argument: missing lease nonce")) {
            try await world.leases.release(on: id, in: "demo", nonce: nil)
        }
        let wrong = await #expect(throws: Refusal.self) {
            try await world.leases.release(on: id, in: "demo", nonce: "wrong")
        }
        #expect(wrong?.kind == .conflict)
        try await world.leases.release(on: id, in: "demo", nonce: lease.nonce)
        await #expect(throws: Refusal(.notFound, "lease not found")) {
            try await world.leases.release(on: id, in: "demo", nonce: lease.nonce)
        }
    }

    @Test("A create may take one, and destroying gives it back")
    func comesAndGoesWithMachine() async throws {
        let world = try await Emulated().world
        let view = try await world.makeMachine(leaseTTL: 60)
        let id = view.machine.id
        #expect(try await world.leases.lease(on: id, in: "demo").nonce == view.nonce)
        _ = try await world.advance(.seconds(4))
        try await world.machines.destroy(id, in: "demo", force: true, nonce: view.nonce)
        _ = try await world.advanceUntilIdle()
        await #expect(throws: Refusal(.notFound, "lease not found")) {
            try await world.leases.lease(on: id, in: "demo")
        }
    }
}
