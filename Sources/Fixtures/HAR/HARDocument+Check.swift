extension HARDocument {
    /// Decodes the entries that hold what only decoding tells to be damaged. All others are sound as soon as the text is.
    /// - Throws: the first that is not what HAR says.
    package func check() throws(RecordingDamage) {
        for entry in entries.indices where entries[entry].isEncoded { _ = try interaction(at: entry) }
    }
}
