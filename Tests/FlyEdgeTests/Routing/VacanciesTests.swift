import MachineRules
import Simulation
import Testing

@testable import FlyEdge

@Suite("Requests that wait for room")
struct VacanciesTests {
    private func key() async throws -> AppKey {
        let world = try await Worlds(
            location: .memory(temporaryFolder: "/nonexistent"),
            rules: WorldRules(profile: .instant, speed: 1, seed: 1, exitAtBoot: { _ in nil }),
            wall: WallClock { Timestamp(milliseconds: 0) }
        ).world("default")
        return AppKey("demo", in: world)
    }

    @Test("They are called one by one in the order they came")
    func callsInOrder() async throws {
        let (vacancies, key) = (Vacancies(), try await key())
        let tickets = [vacancies.join(key), vacancies.join(key)]
        vacancies.callNext(key)
        #expect(tickets.map(\.isCalled) == [true, false])
        vacancies.callNext(key)
        #expect(tickets.map(\.isCalled) == [true, true])
        for ticket in tickets { vacancies.leave(ticket, key) }
        #expect(vacancies.waiting == 0)
    }

    @Test("A call that comes before the wait is not lost, and is used up by it")
    func remembersCalls() async throws {
        let (vacancies, key) = (Vacancies(), try await key())
        let ticket = vacancies.join(key)
        vacancies.callNext(key)
        #expect(try await vacancies.wait(ticket))
        #expect(!ticket.isCalled)
        vacancies.leave(ticket, key)
    }

    @Test("Who leaves without taking what is free passes the call on")
    func passesOn() async throws {
        let (vacancies, key) = (Vacancies(), try await key())
        let (first, second) = (vacancies.join(key), vacancies.join(key))
        vacancies.callNext(key)
        vacancies.leave(first, key)
        #expect(second.isCalled)
        vacancies.leave(second, key)
    }

    @Test("A ticket expires")
    func expires() async throws {
        let (vacancies, key) = (Vacancies(), try await key())
        let ticket = vacancies.join(key)
        ticket.expire()
        #expect(try await vacancies.wait(ticket) == false)
        vacancies.leave(ticket, key)
    }
}
