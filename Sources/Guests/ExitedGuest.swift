import HTTPTypes
import Hummingbird
import NIOCore

/// Stands where a process would be that this emulator does not run: every connection is refused, with the reason.
struct ExitedGuest: Guest {
    let reason: String

    func admit(_ request: Request) -> Admission {
        Admission { [reason] _ in throw GuestRefusal(reason: reason) }
    }

    func disconnect() {}
}

/// Nothing listens behind the machine's port.
package struct GuestRefusal: Error, Sendable {
    package let reason: String
}
