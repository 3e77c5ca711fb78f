import HTTPTypes
import MachineRules
import NIOCore
import NIOHTTP1
import Simulation

/// Looks at the program of a machine as its checks say, on the world's clock, and keeps what they find
/// (reference/machines-rest.md, section 3.6).
struct CheckProber: Sendable {
    let machine: MachineID
    let boots: Int
    let world: World
    let checks: [Check]
    let ports: GuestPorts

    /// A check that has not passed yet looks this often at least, so that a program is known to be up as soon as it is
    /// (chosen).
    private static let eager = Duration.seconds(1)

    /// Looks until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for check in checks { group.addTask { await watch(check) } }
        }
    }

    private struct Finding: Sendable, Hashable {
        let word: CheckStatus.Word
        let output: String

        static let timeout = Finding(word: .critical, output: "context deadline exceeded")
    }

    private func watch(_ check: Check) async {
        var last: Finding?
        var hasPassed = false
        var next = check.firstSuccess(after: world.now, grace: world.checkGrace)
        while (try? await world.sleep(until: next)) != nil {
            let begun = world.now
            guard let finding = await look(check) else { return }
            if finding != last {
                // A machine that is gone meanwhile has no checks.
                try? await world.health.find(
                    finding.word, output: finding.output, by: check.name, of: machine, boots: boots)
                last = finding
            }
            hasPassed = hasPassed || finding.word == .passing
            next = max(world.now, begun + (hasPassed ? check.interval : min(check.interval, Self.eager)))
        }
    }

    /// One look, for as long as the check allows.
    /// - Returns: nil when nobody waits for it any more.
    private func look(_ check: Check) async -> Finding? {
        await withTaskGroup(of: Finding?.self) { group in
            let due = world.now + check.timeout
            group.addTask { await Self.probe(check, at: ports.outer(of: check.port)) }
            group.addTask { (try? await world.sleep(until: due)).map { Finding.timeout } }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private static func probe(_ check: Check, at port: Int?) async -> Finding {
        guard let port else { return Finding(word: .critical, output: "no port of this host stands for \(check.port)") }
        let address = UpstreamAddress(host: "127.0.0.1", port: port)
        let connection: UpstreamConnection
        do {
            connection = try await UpstreamConnection.open(to: address)
        } catch {
            return Finding(
                word: .critical,
                output: "dial tcp \(address): connect: \(UpstreamAddress.reason(for: error).lowercased())")
        }
        defer { connection.close() }
        // A program that speaks TLS is only connected to (chosen).
        guard check.probe == .http, !check.isHTTPS else { return Finding(word: .passing, output: "Success") }
        return await withTaskCancellationHandler {
            await ask(check, connection, address)
        } onCancel: {
            connection.close()
        }
    }

    private static func ask(
        _ check: Check,
        _ connection: UpstreamConnection,
        _ address: UpstreamAddress
    ) async -> Finding {
        var headers = HTTPHeaders(check.headers.map { ($0.name, $0.value) })
        if !headers.contains(name: "host") { headers.add(name: "Host", value: "\(address)") }
        headers.replaceOrAdd(name: "Connection", value: "close")
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: check.method.uppercased()), uri: check.path,
            headers: headers)
        do {
            try await connection.send([.head(head), .end(nil)])
            while true {
                for case .head(let answer) in try await connection.receive() where answer.status.code >= 200 {
                    let text = "\(answer.status.code) \(answer.status.reasonPhrase)"
                    return Finding(word: (200..<300).contains(answer.status.code) ? .passing : .critical, output: text)
                }
            }
        } catch {
            return Finding(word: .critical, output: "\(check.method) \(check.path): the connection broke off")
        }
    }
}
