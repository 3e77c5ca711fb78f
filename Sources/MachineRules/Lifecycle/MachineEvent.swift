package import OrderedJSON

/// Who caused an event (reference/machines-rest.md, section 3.10).
package enum EventSource: String, Sendable, Hashable {
    /// An API call.
    case user
    /// The supervisor on the machine's host.
    case flyd
    /// Fly Proxy: autostart and autostop.
    case proxy
}

/// One entry of a machine's history before it gets its id and time.
package struct MachineEvent: Sendable, Hashable {
    package let type: String
    package let status: String
    package let source: EventSource
    /// The `request` object of the event, nil where there is nothing to say.
    package let request: JSON?

    package init(_ type: String, _ status: String, _ source: EventSource, request: JSON? = nil) {
        self.type = type
        self.status = status
        self.source = source
        self.request = request
    }
}

/// How a machine's process ended.
package struct ExitStatus: Sendable, Hashable {
    package let exitCode: Int
    /// The signal that ended it, -1 for none.
    package let signal: Int
    package let oomKilled: Bool

    package init(exitCode: Int, signal: Int = -1, oomKilled: Bool = false) {
        self.exitCode = exitCode
        self.signal = signal
        self.oomKilled = oomKilled
    }

    /// A process that obeyed its stop signal.
    package static let clean = ExitStatus(exitCode: 0)
    /// A process that was killed by SIGKILL.
    package static let killed = ExitStatus(exitCode: 137, signal: 9)

    package var isFailure: Bool { exitCode != 0 || signal != -1 || oomKilled }

    /// The `request` object of an exit event. Both code fields carry the process's status, because flyctl judges a
    /// release command by `exit_code` and people read `guest_exit_code` (section 3.10).
    func request(at time: Timestamp, requestedStop: Bool, restarting: Bool, restartCount: Int) -> JSON {
        [
            "restart_count": .int(restartCount),
            "exit_event": [
                "requested_stop": .bool(requestedStop),
                "restarting": .bool(restarting),
                "guest_exit_code": .int(exitCode),
                "guest_signal": .int(signal),
                "guest_error": "",
                "exit_code": .int(exitCode),
                "signal": .int(signal),
                "error": "",
                "oom_killed": .bool(oomKilled),
                "exited_at": .string(time.rfc3339Milliseconds),
            ],
        ]
    }
}
