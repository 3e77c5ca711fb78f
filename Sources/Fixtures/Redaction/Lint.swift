/// Says of a recording what must not be in it.
package enum Lint {
    /// The findings of a whole file, in its order.
    /// - Throws: when an entry is not what HAR says.
    package static func findings(in document: HARDocument) throws(RecordingDamage) -> [Finding] {
        try findings(in: document.recording())
    }

    package static func findings(in recording: Recording) -> [Finding] {
        var redactor = Redactor()
        return recording.interactions.enumerated().flatMap { index, interaction in
            redactor.findings(in: interaction).map { $0.inEntry(index + 1) }
        }
    }
}
