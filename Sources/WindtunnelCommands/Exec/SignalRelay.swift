import Glibc
import Synchronization

/// Passes on to a child process the signals that this process is sent.
///
/// A signal handler can reach nothing but globals, so there is one relay for the process, and it is installed once.
/// The child stays in this process's group, as job control wants it; a signal that the terminal sends (Ctrl-C) has
/// reached the child already and is not sent again.
enum SignalRelay {
    /// The signals that would otherwise end this process and leave the child and the temporary folder behind.
    static let deadlySignals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// Begins to catch signals; from now on this process ends only by itself or by a repeated signal.
    static func install(for signals: [Int32] = deadlySignals) {
        relayState.child.store(State.noChildYet, ordering: .sequentiallyConsistent)
        relayState.caught.store(0, ordering: .sequentiallyConsistent)
        var action = sigaction()
        action.__sigaction_handler.sa_sigaction = { number, info, _ in
            SignalRelay.handle(number, isFromTerminal: info?.pointee.si_code == 0x80)
        }
        action.sa_flags = SA_SIGINFO | SA_RESTART
        for signal in signals where !isIgnored(signal) { sigaction(signal, &action, nil) }
    }

    /// Whether the caller had this process ignore a signal, as `nohup` does; then it stays so.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var present = sigaction()
        sigaction(signal, nil, &present)
        // SIG_IGN is the address 1, which Swift does not import.
        return unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// The signal that came while there was no child to pass it on to.
    static var caught: Int32? {
        let number = relayState.caught.load(ordering: .sequentiallyConsistent)
        return number == 0 ? nil : number
    }

    /// Names the child; a signal that came while it was being started is passed on now.
    static func attach(_ child: pid_t) {
        relayState.child.store(child, ordering: .sequentiallyConsistent)
        passOn(to: child)
    }

    /// The child has ended; whatever comes now is for this process.
    static func detach() {
        relayState.child.store(State.childEnded, ordering: .sequentiallyConsistent)
    }

    /// Runs inside the signal handler: atomics, `kill` and `_exit` only.
    /// - Parameter isFromTerminal: the kernel sent it (`SI_KERNEL`), as it does to the whole foreground group.
    private static func handle(_ number: Int32, isFromTerminal: Bool) {
        if isFromTerminal, relayState.child.load(ordering: .sequentiallyConsistent) > 0 { return }
        // Noted first and looked for the child second, the reverse of what `attach` does: one of the two always sees
        // what the other did, and the exchange lets only one of them pass the signal on.
        let earlier = relayState.caught.exchange(number, ordering: .sequentiallyConsistent)
        let child = relayState.child.load(ordering: .sequentiallyConsistent)
        if child > 0 {
            passOn(to: child)
        } else if earlier != 0 {
            _exit(128 + number)
        }
    }

    private static func passOn(to child: pid_t) {
        let number = relayState.caught.exchange(0, ordering: .sequentiallyConsistent)
        if number != 0 { kill(child, number) }
    }

    private struct State: ~Copyable {
        static let noChildYet: pid_t = 0
        static let childEnded: pid_t = -1

        let child = Atomic<pid_t>(noChildYet)
        let caught = Atomic<Int32>(0)
    }

    /// Made by `install`, before any handler can run.
    private static let relayState = State()
}
