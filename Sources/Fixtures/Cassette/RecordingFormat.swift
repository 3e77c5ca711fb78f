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

    /// Reads a recording of any of these formats, told by its content. Nothing is redacted by that.
    /// - Throws: ``RecordingDamage`` or ``CassetteError``.
    package static func read(_ bytes: [UInt8]) throws -> Recording {
        let first = bytes.first { $0 > 0x20 && $0 < 0x80 }
        guard first == UInt8(ascii: "{") else { return try VCRCassette.recording(bytes) }
        let recording = try HARDocument(bytes).recording()
        return Recording(FlyctlHAR.inOrder(recording.interactions))
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
