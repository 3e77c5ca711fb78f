import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import Simulation
import Synchronization

/// Finds the machine for a request, brings it up or waits for its turn where that is needed, and hands the request in.
struct Placing: Sendable {
    let routes: AppRoutes
    let guests: GuestRegistry
    let gates: WakeGates
    let vacancies: Vacancies
    let leaving: LeavingMachines
    let chance: EdgeChance

    /// World time a request waits where every machine is at its hard limit: the longest that a request was seen to be
    /// held and served after all is about as long (chosen).
    static let patience = Duration.seconds(20)

    /// World time that a program has to begin to listen before the edge gives up on it (observed).
    static let timeToListen = Duration.seconds(8)

    /// A request that a guest has taken in.
    struct Place: Sendable {
        let machine: AppRoute.Machine
        let door: Door
        let request: Request
        let admission: Admission
        let open: OpenRequest
        /// Whether it has just come up: its program may not listen yet.
        let isNew: Bool
    }

    /// - Parameter request: makes what a machine gets, of the way in and of whether it is the one that was preferred.
    /// - Throws: ``EdgeFailure``; `CancellationError` when the client has left.
    func place(
        at app: AppName,
        _ route: AppRoute,
        in world: World,
        _ arrival: Arrival,
        _ wish: Wish,
        _ request: (MachinePicker.Candidate) -> Request
    ) async throws -> Place {
        var search = Search(route: route, wish: wish)
        let key = AppKey(app, in: world)
        let ended: @Sendable () -> Void = { [vacancies] in vacancies.callNext(key) }
        defer { search.leave(key, vacancies, world) }
        while true {
            let picker = MachinePicker(
                route: search.route, port: arrival.door.number, leaving: leaving.machines(in: world.name),
                draw: chance.draw(below:)
            )
            switch picker.choose(search.wish) {
            case .refused(let failure): throw search.failure ?? failure
            case .running(let candidate):
                let (machine, door) = (candidate.machine, candidate.door)
                guard
                    let open = OpenRequest(
                        to: machine, by: door, on: arrival.shared, limited: true, in: world, ended: ended
                    )
                else { continue }
                let request = request(candidate)
                let admission = try guests.guest(of: machine.guest, in: world).admit(request)
                return Place(
                    machine: machine, door: door, request: request, admission: admission, open: open,
                    isNew: isNew(machine, in: world))
            case .waking(let candidate):
                let (machine, door) = (candidate.machine, candidate.door)
                let open = OpenRequest(
                    to: machine, by: door, on: arrival.shared, limited: false, in: world, ended: ended
                )
                let request = request(candidate)
                do {
                    let admission = try await gates.pass(request, to: machine.id, of: app, in: world)
                    guard let open else { continue }
                    return Place(
                        machine: machine, door: door, request: request, admission: admission, open: open,
                        isNew: true)
                } catch let failure as EdgeFailure where search.wish.instance == nil {
                    // Another machine may come up where this one did not (section 5.5).
                    search.failure = failure
                    search.wish.besides.insert(machine.id)
                }
            case .full(let limit):
                guard try await search.wait(key, vacancies, world) else {
                    throw EdgeFailure.noCandidate("every machine is at its hard limit of \(limit)")
                }
            }
            search.route = try await routes.route(app, in: world) ?? AppRoute(machines: [])
        }
    }

    /// A process of this host takes its time to listen, whoever started its machine; other guests listen at once, or are
    /// servers that were there before.
    private func isNew(_ machine: AppRoute.Machine, in world: World) -> Bool {
        guests.runsProcess(machine.guest.config) && world.now - machine.changedAt < Self.timeToListen
    }

    /// How far the search for a machine has come.
    private struct Search {
        var route: AppRoute
        var wish: Wish
        /// Why the machine tried last did not come up.
        var failure: EdgeFailure?
        private var ticket: Vacancies.Ticket?
        private var timer: UInt64?

        init(route: AppRoute, wish: Wish) {
            self.route = route
            self.wish = wish
        }

        /// Waits for room.
        /// - Returns: false when that took too long.
        mutating func wait(_ key: AppKey, _ vacancies: Vacancies, _ world: World) async throws -> Bool {
            if let ticket { return try await vacancies.wait(ticket) }
            // Room may have been made between the look and the first place in the line: look once more.
            let ticket = vacancies.join(key)
            timer = world.schedule(at: world.now + Placing.patience) { ticket.expire() }
            self.ticket = ticket
            return true
        }

        func leave(_ key: AppKey, _ vacancies: Vacancies, _ world: World) {
            if let timer { world.cancel(timer) }
            if let ticket { vacancies.leave(ticket, key) }
        }
    }
}

/// Draws where machines are equally good, by a generator of the edge's own: how many requests came must not change what
/// a world makes of its seed.
final class EdgeChance: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(seed: UInt64) {
        generator = Mutex(SeededGenerator(seed: seed))
    }

    /// A number from 0 and below `count`.
    func draw(below count: Int) -> Int {
        generator.withLock { Int.random(in: 0..<max(1, count), using: &$0) }
    }
}
