extension Redactor {
    /// Every exchange of a recording as it may be written.
    /// - Throws: the first place, with its entry, that is left and looks like a secret; nothing may then be written.
    package mutating func redact(_ recording: Recording) throws(Finding) -> Recording {
        var interactions: [Interaction] = []
        interactions.reserveCapacity(recording.interactions.count)
        for (index, interaction) in recording.interactions.enumerated() {
            do throws(Finding) {
                interactions.append(try redact(interaction))
            } catch {
                throw error.inEntry(index + 1)
            }
        }
        return Recording(interactions)
    }
}
