/// A HAR 1.2 file, read far enough to know its entries: the whole text is checked, nothing else is decoded until it is
/// asked for. So a recording of thousands of exchanges is at hand within milliseconds.
package struct HARDocument: Sendable {
    package let bytes: [UInt8]
    package let entries: [EntryOutline]
    /// Just after the last entry, or after the bracket that opens the list when there is none: where one can be added.
    let insertion: Int

    /// Reads HAR text.
    /// - Throws: what is damaged, with the entry it is in.
    package init(_ bytes: [UInt8]) throws(RecordingDamage) {
        var scan = HARScan()
        let result = scan.run(bytes)
        if let damage = result { throw damage }
        guard let insertion = scan.insertion else {
            throw RecordingDamage(entry: nil, reason: .shape("is no HAR: it has no log.entries"))
        }
        self.bytes = bytes
        self.insertion = insertion
        entries = scan.entries
    }

    /// What can be had of a file whose writer was killed: the entries that are whole.
    /// - Returns: a document that ends after them, and what was wrong with the rest; nil when not even the list of
    ///   entries begins.
    package static func recovering(_ bytes: [UInt8]) -> (document: HARDocument, damage: RecordingDamage?)? {
        var scan = HARScan()
        let damage = scan.run(bytes)
        guard let insertion = scan.insertion else { return nil }
        guard let damage else { return (HARDocument(bytes: bytes, entries: scan.entries, insertion: insertion), nil) }
        let whole = Array(bytes[..<insertion]) + HARWriter.footer
        return (HARDocument(bytes: whole, entries: scan.entries, insertion: insertion), damage)
    }

    /// A recording of nothing.
    package static let empty = HARDocument(
        bytes: HARWriter.header(version: "") + HARWriter.footer, entries: [],
        insertion: HARWriter.header(version: "").count)

    private init(bytes: [UInt8], entries: [EntryOutline], insertion: Int) {
        self.bytes = bytes
        self.entries = entries
        self.insertion = insertion
    }

    /// Every entry, decoded.
    /// - Throws: the first that is not what HAR says.
    package func recording() throws(RecordingDamage) -> Recording {
        var interactions: [Interaction] = []
        interactions.reserveCapacity(entries.count)
        for index in entries.indices { interactions.append(try interaction(at: index)) }
        return Recording(interactions)
    }

    /// One entry, decoded.
    /// - Parameter index: counted from 0, within `entries`.
    package func interaction(at index: Int) throws(RecordingDamage) -> Interaction {
        do {
            return try HAREntryReader(bytes: bytes, range: entries[index].range).interaction()
        } catch {
            throw RecordingDamage(entry: index + 1, reason: .shape(error.text))
        }
    }
}
