/// A signal that a call of the API may name, with its number on Linux (reference/machines-rest.md, section 2.4).
package enum ProcessSignal: Int, Sendable, Hashable {
    case hup = 1
    case int = 2
    case quit = 3
    case ill = 4
    case trap = 5
    case abrt = 6
    case fpe = 8
    case kill = 9
    case usr1 = 10
    case segv = 11
    case usr2 = 12
    case pipe = 13
    case alrm = 14
    case term = 15

    package var name: String { "SIG" + "\(self)".uppercased() }

    /// What a machine's process may be sent, in the document's order.
    package static let sendable: [ProcessSignal] = [
        .abrt, .alrm, .fpe, .hup, .ill, .int, .kill, .pipe, .quit, .segv, .term,
        .trap, .usr1, .usr2,
    ]

    /// What may ask a process to stop, in the document's order.
    package static let stopping: [ProcessSignal] = [
        .hup, .int, .quit, .kill, .usr1, .usr2, .term,
    ]

    /// The signal of this name, in upper case and with `SIG` as the document writes it.
    /// - Throws: `Refusal` 400 `invalid_argument: invalid signal: <name>, must be one of [<legal names>]` (text chosen).
    package init(named name: String, among legal: [ProcessSignal]) throws(Refusal) {
        guard let signal = legal.first(where: { $0.name == name }) else { throw Self.unknown(name, among: legal) }
        self = signal
    }

    /// The signal of this number.
    /// - Throws: `Refusal` 400, as for a name.
    package init(number: Int, among legal: [ProcessSignal]) throws(Refusal) {
        guard let signal = ProcessSignal(rawValue: number), legal.contains(signal) else {
            throw Self.unknown("\(number)", among: legal)
        }
        self = signal
    }

    private static func unknown(_ text: String, among legal: [ProcessSignal]) -> Refusal {
        let names = legal.map(\.name).joined(separator: " ")
        return Refusal(.signalUnknown, ["signal": text, "choices": names])
    }

    /// How an emulated process ends by this signal when nobody asked the machine to stop (chosen): it obeys `SIGTERM`
    /// and `SIGINT` by an orderly exit with code 0; by each of the others, none of which it handles, it is killed as
    /// their default action says.
    package var exit: ExitStatus {
        switch self {
        case .term, .int: .clean
        case .hup, .quit, .ill, .trap, .abrt, .fpe, .kill, .usr1, .segv, .usr2, .pipe,
            .alrm:
            ExitStatus(exitCode: 128 + rawValue, signal: rawValue)
        }
    }
}
