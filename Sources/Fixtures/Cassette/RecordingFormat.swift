/// The formats that recordings are read from and written to beside our own.
package enum RecordingFormat: String, Sendable, Hashable, CaseIterable {
    /// HAR 1.2, which our own files are.
    case har
    /// Ruby VCR's cassettes.
    case vcr
    /// The cassettes of VCR.py.
    case vcrpy
    /// What flyctl writes to `FLYCTL_OUTPUT_HAR`.
    case flyctl

    /// Reads a recording of any of these formats, told by its content; HAR in the order in which the requests began.
    /// Nothing is redacted by that.
    /// - Throws: ``RecordingDamage`` or ``CassetteError``.
    package static func read(_ bytes: [UInt8]) throws -> Recording {
        let format = told(by: bytes)
        let recording = try format.read(bytes)
        return format == .har ? recording.inOrder : recording
    }

    /// The format of a file as its content tells it: HAR, flyctl's being one, or a cassette, whose two layouts are read
    /// alike.
    package static func told(by bytes: [UInt8]) -> RecordingFormat {
        guard bytes.first(where: { $0 > 0x20 && $0 < 0x80 }) == UInt8(ascii: "{") else { return .vcr }
        // Both cassette tools can be told to write JSON, which is YAML, too.
        let start = bytes.prefix(256)
        let isCassette = ["\"http_interactions\"", "\"interactions\""].contains {
            start.firstOccurrence(of: Array($0.utf8)) != nil
        }
        return isCassette ? .vcr : .har
    }

    /// Reads a file of this format in its own order, so that entries keep their numbers.
    /// - Throws: ``RecordingDamage`` or ``CassetteError``.
    package func read(_ bytes: [UInt8]) throws -> Recording {
        switch self {
        case .har, .flyctl: try HARDocument(bytes).recording().withoutFormerCodings
        case .vcr, .vcrpy: try VCRCassette.recording(bytes)
        }
    }

    /// Writes a recording.
    /// - Parameter version: Windtunnel's.
    package func export(_ recording: Recording, version: String) -> ExportedRecording {
        switch self {
        case .har:
            ExportedRecording(
                text: String(decoding: HARWriter.text(recording, version: version), as: UTF8.self), losses: [])
        case .flyctl: FlyctlHAR.export(recording)
        case .vcr: VCRCassette.export(recording, .ruby)
        case .vcrpy: VCRCassette.export(recording, .python)
        }
    }
}
