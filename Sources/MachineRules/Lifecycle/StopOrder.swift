/// How a stop or a restart wants the process ended; what it leaves open the machine's `stop_config` says
/// (reference/machines-rest.md, sections 2.4 and 4.6).
package struct StopOrder: Sendable, Hashable {
    /// The signal in place of `stop_config.signal`.
    package let signal: ProcessSignal?
    /// The time in place of `stop_config.timeout`; never zero, at most 300 s.
    package let timeout: Duration?

    /// Nothing said.
    package static let configured = StopOrder(nil, within: nil)

    private init(_ signal: ProcessSignal?, within timeout: Duration?) {
        self.signal = signal
        self.timeout = timeout
    }

    /// What the body of a stop says: the empty text and a time of zero count as nothing said, as fly-go sends them.
    /// - Throws: `Refusal` 400 for an unknown signal and a negative time (texts chosen).
    package init(signal name: String?, timeout: GoDuration?) throws(Refusal) {
        if let name, !name.isEmpty {
            signal = try ProcessSignal(named: name, among: ProcessSignal.stopping)
        } else {
            signal = nil
        }
        let nanoseconds = timeout?.nanoseconds ?? 0
        guard nanoseconds >= 0 else {
            throw Refusal(.timeoutNegative)
        }
        // A longer one is cut, as that of the configuration is (chosen).
        self.timeout = nanoseconds == 0 ? nil : min(.nanoseconds(nanoseconds), .seconds(300))
    }

    /// What the query of a restart says.
    /// - Parameters:
    ///   - timeout: Go's duration text, or a bare number of seconds.
    ///   - forced: whether the process is killed instead of asked (`force_stop`; that this means `SIGKILL` is chosen).
    /// - Throws: `Refusal` 400 as above, and in Go's words for a text that is no duration.
    package static func restart(signal: String?, timeout: String?, forced: Bool) throws(Refusal) -> StopOrder {
        var duration: GoDuration?
        if let timeout, !timeout.isEmpty {
            duration = try GoDuration(parsing: Int32(timeout) == nil ? timeout : timeout + "s")
        }
        let order = try StopOrder(signal: signal, timeout: duration)
        return forced ? StopOrder(.kill, within: order.timeout) : order
    }

    /// The signal that the process is sent.
    package func signal(of config: MachineConfig) -> ProcessSignal {
        if let signal { return signal }
        // Validation refused other names; a stored document that is older than the rule falls back.
        return (try? ProcessSignal(named: config.stopSignal, among: ProcessSignal.stopping)) ?? .int
    }

    /// Whether the process is killed rather than asked: then it ends at once and by signal 9 (chosen).
    package func kills(_ config: MachineConfig) -> Bool {
        (signal?.name ?? config.stopSignal) == ProcessSignal.kill.name
    }
}
