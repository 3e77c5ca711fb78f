/// Says of a recording what must not be in it.
package enum Lint {
    /// The findings of a whole file, in its order: those of its exchanges, then those in what reading passes over.
    /// - Throws: when an entry is not what HAR says.
    package static func findings(in document: HARDocument) throws(RecordingDamage) -> [Finding] {
        var redactor = Redactor()
        let findings = findings(in: try document.recording().withoutFormerCodings, &redactor)
        return findings + (try HARRest(document: document).findings(redactor.placeholders))
    }

    /// The findings of a cassette, likewise.
    /// - Throws: ``CassetteError``.
    package static func findings(inCassette bytes: [UInt8]) throws(CassetteError) -> [Finding] {
        var redactor = Redactor()
        let recording = try VCRCassette.recording(bytes)
        let findings = findings(in: recording, &redactor)
        return findings + CassetteRest(recording: recording, bytes: bytes).findings(redactor.placeholders)
    }

    package static func findings(in recording: Recording) -> [Finding] {
        var redactor = Redactor()
        return findings(in: recording, &redactor)
    }

    private static func findings(in recording: Recording, _ redactor: inout Redactor) -> [Finding] {
        recording.interactions.enumerated().flatMap { index, interaction in
            redactor.findings(in: interaction).map { $0.inEntry(index + 1) }
        }
    }
}
