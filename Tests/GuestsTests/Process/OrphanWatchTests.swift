import FoundationEssentials
import Glibc
import MachineRules
import Testing

@testable import Guests

@Suite("An orphan watch", .timeLimit(.minutes(5)))
struct OrphanWatchTests {
    @Test("kills what is left of its children when it ends")
    func endsChildren() async throws {
        let watch = OrphanWatch(ledger: nil)
        let first = try await RunningChild(script: "trap '' TERM HUP INT; echo up; sleep 1000 & wait", watch: watch)
        let second = try await RunningChild(script: "exec env -i sleep 1000", watch: watch)
        await first.stdout.reach(3)
        await watch.end()
        #expect(await first.process.exit() == .killed)
        #expect(await second.process.exit() == .killed)
        #expect(await allGone(watch))
    }

    @Test("lets no child begin after its end")
    func refusesAfterEnd() async throws {
        let watch = OrphanWatch(ledger: nil)
        await watch.end()
        await #expect(throws: ChildProcess.SpawnFailure.self) { _ = try await RunningChild(["true"], watch: watch) }
    }

    @Test("leaves the children of others alone")
    func sparesOthers() async throws {
        try await withWatch { mine in
            let child = try await RunningChild(["cat"], watch: mine)
            let other = OrphanWatch(ledger: nil)
            let theirs = try await RunningChild(["cat"], watch: other)
            await other.end()
            #expect(await theirs.process.exit() == .killed)
            try await child.process.write(Array("alive".utf8))
            await child.stdout.reach(5)
        }
    }

    @Test("is found again by the next emulator, should its helper be killed as well")
    func reaps() async throws {
        let ledger = FileManager.default.temporaryDirectory.appending(path: "wt-ledger-\(getpid())").path()
        try await withWatch(ledger: ledger) { watch in
            let child = try await RunningChild(script: "setsid sleep 1000 & echo up; read -r line", watch: watch)
            await child.stdout.reach(3)
            #expect(FileManager.default.fileExists(atPath: ledger))
            // What the next emulator does; that this one still runs makes no difference.
            await OrphanWatch.reap(ledger: ledger)
            #expect(await child.process.exit() == .killed)
            #expect(await allGone(watch))
            #expect(!FileManager.default.fileExists(atPath: ledger))
        }
    }

    @Test("leaves no note where everything ended in order")
    func removesLedger() async throws {
        let ledger = FileManager.default.temporaryDirectory.appending(path: "wt-ledger2-\(getpid())").path()
        try await withWatch(ledger: ledger) { watch in
            let child = try await RunningChild(["true"], watch: watch)
            _ = await child.process.exit()
        }
        #expect(!FileManager.default.fileExists(atPath: ledger))
        await OrphanWatch.reap(ledger: ledger)
    }
}
