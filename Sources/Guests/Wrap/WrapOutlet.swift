import ModelContextProtocol
import NIOCore
import Synchronization

/// Where a program's lines go: to the listener that has the slot, or nowhere.
final class WrapOutlet: Sendable {
    private struct State {
        var slot = WrapSlot()
        var lines: LineQueue?
    }

    private let state = Mutex(State())
    private let log: MachineLog

    /// - Parameter log: takes what wrap writes about lines that are lost.
    init(log: @escaping MachineLog) {
        self.log = log
    }

    /// Takes the slot.
    /// - Returns: the proof of holding it, and the lines from now on.
    func attach() throws(WrapRefusal) -> (WrapSlot.Token, LineQueue) {
        let lines = LineQueue()
        let token = try state.withLock { state throws(WrapRefusal) in
            let token = try state.slot.attach()
            state.lines = lines
            return token
        }
        return (token, lines)
    }

    /// Frees the slot; nothing when the token does not hold it any more.
    func release(_ token: WrapSlot.Token) {
        let lines: LineQueue? = state.withLock { state in
            guard state.slot.release(token) else { return nil }
            defer { state.lines = nil }
            return state.lines
        }
        lines?.finish()
    }

    /// Ends the listener's stream and frees the slot.
    func disconnect() {
        let lines = state.withLock { state in
            defer { state = State() }
            return state.lines
        }
        lines?.finish()
    }

    /// Sends a line, and waits for a listener that does not keep up. Without a listener the line is lost.
    func print(_ line: [UInt8]) async {
        guard let lines = state.withLock({ $0.lines }) else { return await log(["No client waiting"]) }
        var buffer = ByteBuffer()
        buffer.reserveCapacity(line.count + 1)
        buffer.writeBytes(line)
        buffer.writeInteger(UInt8(ascii: "\n"))
        await lines.append(buffer)
    }
}
