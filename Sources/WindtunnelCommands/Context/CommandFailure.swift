import FlyClient
import FlyWire
import OrderedJSON
import Windtunnel

/// Why a command failed: one line for the reader, one code for the caller.
struct CommandFailure: Error, Equatable {
    let status: Int32
    /// Without the program's name and without a line break at its end.
    let message: String

    /// The caller asked for something that makes no sense.
    static func usage(_ message: String) -> CommandFailure {
        CommandFailure(status: ExitStatus.usage, message: message)
    }

    /// The service, or a tool behind it, said no.
    static func refused(_ message: String) -> CommandFailure {
        CommandFailure(status: ExitStatus.refused, message: message)
    }

    static func unreachable(_ message: String) -> CommandFailure {
        CommandFailure(status: ExitStatus.unreachable, message: message)
    }
}

extension CommandFailure {
    /// The failure that an error of a lower layer means.
    /// - Returns: nil for errors of the argument parser, which knows best how to show them.
    init?(translating error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as StartupFailure: self = .usage(String(describing: error))
        case let error as RecordingStopped: self = .refused(String(describing: error))
        case let error as FlyError: self = .refused(String(describing: error))
        case let error as MCPWrapSession.Refusal: self = .refused(String(describing: error))
        case let error as MCPBridge.Failure: self = .refused(String(describing: error))
        case let error as WireShapeError: self = .refused("the service's answer is \(error)")
        case let error as UnreachableError: self = .unreachable(Self.advice(on: error))
        case is CancellationError: self = .refused("cancelled")
        default: return nil
        }
    }

    private static func advice(on error: UnreachableError) -> String {
        guard error.reason == .refused else { return String(describing: error) }
        let text = "nothing answers at \(error.address)"
        let host = error.address.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != ":" }
        return ProxySettings.isLoopback(String(host)) ? "\(text); start it with: windtunnel serve" : text
    }
}
