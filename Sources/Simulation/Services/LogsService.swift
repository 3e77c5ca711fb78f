package import MachineRules
package import Persistence

/// The logs of the apps of one world: what machines say, and what is said of their lives
/// (reference/graphql.md, section 4.3).
package struct LogsService: Sendable {
    let world: World

    /// Some lines of an app, oldest first, and where to go on.
    package struct Page: Sendable {
        package let lines: [LogRecord]
        /// What a later call takes to be given only what was said since.
        package let next: Token
    }

    /// A place in an app's log; on the wire it is a decimal number.
    package struct Token: Sendable, Hashable {
        let number: Int64

        package var text: String { "\(number)" }

        /// Nil for a text that no page gave out.
        package init?(_ text: String) {
            guard let number = Int64(text), number >= 0 else { return nil }
            self.number = number
        }

        fileprivate init(after number: Int64) {
            self.number = number
        }
    }

    /// A page has no more lines than this (chosen).
    package static let pageLength = 100
    /// Of a longer message only the beginning is kept, in UTF-8 bytes (chosen).
    package static let longestMessage = 16_384

    /// Appends lines at the world's present time: one write, however many there are. Nobody waits for a log, so whoever
    /// has much to say gathers what comes together and calls once.
    /// - Throws: `Refusal` 404 `app not found`.
    package func log(_ lines: [LogLine], of app: AppName) async throws {
        guard !lines.isEmpty else { return }
        try await world.write { transaction in
            try AppRecord.requireExists(app, in: transaction.database)
            try transaction.log(lines, of: app)
        }
    }

    /// The lines since a token, the oldest of them first in the page; without one the newest there are (chosen).
    /// - Parameter token: one from before the app was made anew, or the world put back, counts as none.
    /// - Throws: `Refusal` 404 `app not found`.
    package func read(of app: AppName, after token: Token?, _ filter: LogRecord.Filter) async throws -> Page {
        try await world.read { database, _ in
            try AppRecord.requireExists(app, in: database)
            let newest = try LogRecord.newest(of: app, in: database)
            guard let token, token.number <= newest else {
                let lines = try LogRecord.newest(Self.pageLength, of: app, filter, in: database)
                return Page(lines: lines, next: Token(after: newest))
            }
            let lines = try LogRecord.after(token.number, Self.pageLength, of: app, filter, in: database)
            // Only a full page leaves lines behind.
            let last = lines.count < Self.pageLength ? newest : lines.last?.number ?? newest
            return Page(lines: lines, next: Token(after: last))
        }
    }
}

extension WorldTransaction {
    /// Appends lines to the log of an app that is there, in the transaction that makes them true.
    package func log(_ lines: [LogLine], of app: AppName) throws {
        try LogRecord.append(
            lines.lazy.map(\.storable), at: now, of: app, in: database)
    }
}

extension LogLine {
    /// The line as a row can hold it: no longer than allowed, and without NUL, at which a text would end.
    fileprivate var storable: LogLine {
        let length = LogsService.longestMessage
        guard message.utf8.count > length || message.utf8.contains(0) else { return self }
        let bytes = message.utf8.lazy.filter { $0 != 0 }.prefix(length)
        return LogLine(
            machine: machine, instanceID: instanceID, region: region, source: source, level: level,
            // A character cut in two becomes a replacement character.
            message: String(decoding: bytes, as: UTF8.self))
    }
}

extension MachineRecord {
    /// A line of the log of this machine as it is now.
    package func line(_ message: String, from source: LogLine.Source, level: LogLine.Level = .info) -> LogLine {
        LogLine(
            machine: id, instanceID: instanceID, region: region, source: source, level: level, message: message)
    }
}

extension World {
    package var logs: LogsService { LogsService(world: self) }
}
