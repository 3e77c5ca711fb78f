import Fixtures

/// A recording that a command was given, whatever its format.
struct RecordingSource: Sendable {
    /// As messages name it.
    let name: String
    let bytes: [UInt8]
    let format: RecordingFormat
    /// In the order of the file, so that its entries have their numbers.
    let recording: Recording

    /// Reads a file whole.
    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - format: told by the content where nil.
    /// - Throws: one line that names the file and, where one is damaged, the entry.
    static func read(
        _ path: String, as format: RecordingFormat? = nil, in context: CommandContext
    ) async throws(CommandFailure) -> RecordingSource {
        let name = path == "-" ? "standard input" : path
        let bytes = try await bytes(path, in: context)
        let format = format ?? RecordingFormat.told(by: bytes)
        do {
            return RecordingSource(name: name, bytes: bytes, format: format, recording: try format.read(bytes))
        } catch {
            throw damage(error, name)
        }
    }

    private static func bytes(_ path: String, in context: CommandContext) async throws(CommandFailure) -> [UInt8] {
        guard path != "-" else {
            var bytes: [UInt8] = []
            while let piece = await context.terminal.input() { bytes += piece }
            return bytes
        }
        guard let bytes = try context.contents(of: path) else { throw .usage("\(path): no such file") }
        return bytes
    }

    /// What must not stand in it.
    func findings() throws(CommandFailure) -> [Finding] {
        do {
            switch format {
            case .vcr, .vcrpy: return try Lint.findings(inCassette: bytes)
            case .har, .flyctl: return try Lint.findings(in: HARDocument(bytes))
            }
        } catch {
            throw Self.damage(error, name)
        }
    }

    private static func damage(_ error: any Error, _ name: String) -> CommandFailure {
        guard let damage = error as? RecordingDamage else { return .usage("\(name): \(error)") }
        return .usage(String(describing: damage.inFile(name)))
    }

    /// The recording as it may be written.
    /// - Throws: the place that looks like a secret after redaction; nothing may then be written.
    func redacted() throws(CommandFailure) -> Recording {
        var redactor = Redactor(besides: bytes)
        do throws(Finding) {
            return try redactor.redact(recording)
        } catch {
            throw CommandFailure(status: ExitStatus.findings, message: "\(name): \(error); nothing was written")
        }
    }
}

extension RecordingFormat {
    /// The words of the options that name one.
    static var words: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
