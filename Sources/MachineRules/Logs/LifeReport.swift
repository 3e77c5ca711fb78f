import OrderedJSON

/// What a log says of a change in a machine's life: one line, whatever number of events the change brought. That the
/// service tells of starts, stops and exits is recorded; the words are chosen.
package struct LifeReport: Sendable, Hashable {
    package let source: LogLine.Source
    package let level: LogLine.Level
    package let message: String

    /// - Parameters:
    ///   - events: of one change, in their order.
    ///   - duration: how long the machine was in the state before.
    /// - Returns: nil when there is nothing to say.
    package init?(of events: [MachineEvent], after duration: Duration) {
        let phrases = events.compactMap { $0.phrase(after: duration) }
        guard !phrases.isEmpty else { return nil }
        source = events.contains { $0.source == .proxy } ? .proxy : .runner
        level = events.contains(where: \.tellsOfFailure) ? .error : .info
        message = phrases.joined(separator: ", ")
    }
}

extension MachineEvent {
    fileprivate func phrase(after duration: Duration) -> String? {
        switch (type, status) {
        case ("launch", "created"): source == .user ? "created" : "updated"
        case ("start", "starting"): source == .proxy ? "starting for a request" : "starting"
        case ("start", "started"): "started in \(GoDuration(duration))"
        case ("stop", "stopping"): source == .proxy ? "stopping, as nobody uses it" : "stopping"
        case ("stop", "stopped"): "stopped"
        case ("suspend", "suspending"): source == .proxy ? "suspending, as nobody uses it" : "suspending"
        case ("suspend", "suspended"): "suspended in \(GoDuration(duration))"
        case ("restart", "stopping"): "restarting"
        case ("restart", "starting"): retry.map { "starting again, retry \($0)" } ?? "starting again"
        case ("update", "replacing"): "updating"
        case ("exit", _): exitPhrase
        case ("destroy", "destroying"): "destroying"
        case ("destroy", "destroyed"): "destroyed"
        case ("cordon", _): "cordoned"
        case ("uncordon", _): "uncordoned"
        default: nil
        }
    }

    private var exitPhrase: String? {
        guard let exit = request?["exit_event"], let code = exit["exit_code"]?.intValue else { return nil }
        var ending = "exit code \(code)"
        if let signal = exit["signal"]?.intValue, signal > 0 { ending += ", signal \(signal)" }
        if exit["oom_killed"]?.boolValue == true { ending += ", out of memory" }
        if exit["requested_stop"]?.boolValue == true { return "stopped with \(ending)" }
        let isRestarted = exit["restarting"]?.boolValue == true
        return "process ended with \(ending), \(isRestarted ? "will be restarted" : "not restarted")"
    }

    /// The number of a restart by policy.
    private var retry: Int? { request?["restart_count"]?.intValue }

    /// A process ended badly without being asked.
    fileprivate var tellsOfFailure: Bool {
        guard let exit = request?["exit_event"], exit["requested_stop"]?.boolValue == false else { return false }
        return exit["exit_code"]?.intValue != 0 || exit["signal"]?.intValue != -1
            || exit["oom_killed"]?.boolValue == true
    }
}
