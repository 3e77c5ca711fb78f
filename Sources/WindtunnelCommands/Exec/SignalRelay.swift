import Glibc
import Synchronization

/// Passes on to a child process the signals that this process is sent.
///
/// A signal handler can reach nothing but globals, so there is one relay for the process, and it is installed once.
/// The child stays in this process's group, as job control wants it; a signal that the terminal sends (Ctrl-C) has
/// reached the child already and is not sent again.
enum SignalRelay {
    /// The signals that would otherwise end this process and leave the child and the temporary folder behind.
    static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// Begins to catch the signals; from now on this process ends only by itself or by a repeated signal.
    static func install() {
        relayState.child.store(State.noChildYet, ordering: .sequentiallyConsistent)
        relayState.caught.store(0, ordering: .sequentiallyConsistent)
        var action = sigaction()
        action.__sigaction_handler.sa_sigaction = { number, info, _ in
            SignalRelay.handle(number, isFromTerminal: info?.pointee.si_code == 0x80)
        }
        action.sa_flags = SA_SIGINFO | SA_RESTART
        for signal in signals { sigaction(signal, &action, nil) }
    }

    /// The signal that came while there was no child to pass it on to.
    static var caught: Int32? {
        let number = relayState.caught.load(ordering: .sequentiallyConsistent)
        return number == 0 ? nil : number
    }

    /// Names the child; a signal that came while it was being started is passed on now.
    static func attach(_ child: pid_t) {
        relayState.child.store(child, ordering: .sequentiallyConsistent)
        if let caught { kill(child, caught) }
    }

    /// The child has ended; whatever comes now is for this process.
    static func detach() {
        relayState.child.store(State.childEnded, ordering: .sequentiallyConsistent)
    }

    /// Runs inside the signal handler: atomics, `kill` and `_exit` only.
    /// - Parameter isFromTerminal: the kernel sent it (`SI_KERNEL`), as it does to the whole foreground group.
    private static func handle(_ number: Int32, isFromTerminal: Bool) {
        let child = relayState.child.load(ordering: .sequentiallyConsistent)
        if child > 0 {
            if !isFromTerminal { kill(child, number) }
        } else if relayState.caught.exchange(number, ordering: .sequentiallyConsistent) != 0 {
            _exit(128 + number)
        }
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
