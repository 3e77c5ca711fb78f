/// One pass over HAR text.
struct HARScan {
    private(set) var entries: [EntryOutline] = []
    /// As in ``HARDocument``; nil until a list of entries begins.
    private(set) var insertion: Int?
    /// The entry under way, counted from 1.
    private var entry: Int?

    /// - Returns: what is wrong, nil when nothing is.
    mutating func run(_ bytes: [UInt8]) -> RecordingDamage? {
        bytes.withUnsafeBytes { buffer -> RecordingDamage? in
            guard var cursor = JSONCursor(buffer) else { return RecordingDamage(entry: nil, reason: .truncated) }
            do throws(RecordingDamage) {
                try document(&cursor, buffer)
                return nil
            } catch {
                return error
            }
        }
    }

    private mutating func document(
        _ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer
    ) throws(RecordingDamage) {
        do throws(JSONDamage) {
            cursor.skipWhitespace()
            if cursor.peek == 0xEF { try byteOrderMark(&cursor) }
            if try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) {
                repeat {
                    let key = try cursor.key()
                    guard matches(buffer, key, "log"), cursor.peek == UInt8(ascii: "{") else {
                        try cursor.value()
                        continue
                    }
                    try log(&cursor, buffer)
                } while try cursor.another(before: UInt8(ascii: "}"))
            }
            cursor.skipWhitespace()
            if cursor.position < cursor.end { throw cursor.damage() }
        } catch {
            throw RecordingDamage(error, entry: entry)
        }
        if let shape { throw shape }
    }

    private func byteOrderMark(_ cursor: inout JSONCursor) throws(JSONDamage) {
        for byte: UInt8 in [0xEF, 0xBB, 0xBF] { try cursor.expect(byte) }
    }

    private mutating func log(_ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer) throws(JSONDamage) {
        guard try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) else { return }
        repeat {
            let key = try cursor.key()
            guard matches(buffer, key, "entries"), cursor.peek == UInt8(ascii: "["), insertion == nil else {
                try cursor.value()
                continue
            }
            try list(&cursor, buffer)
        } while try cursor.another(before: UInt8(ascii: "}"))
    }

    private mutating func list(_ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer) throws(JSONDamage) {
        insertion = cursor.position + 1
        guard try cursor.open(UInt8(ascii: "["), close: UInt8(ascii: "]")) else { return }
        repeat {
            entry = entries.count + 1
            let outline = try outline(&cursor, buffer)
            entries.append(outline)
            insertion = outline.range.upperBound
            entry = entries.count + 1
        } while try cursor.another(before: UInt8(ascii: "]"))
        entry = nil
    }

    /// The first entry that is JSON but lacks what every HAR entry has.
    private var shape: RecordingDamage?

    private mutating func outline(
        _ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer
    ) throws(JSONDamage) -> EntryOutline {
        var fields = Fields()
        let start = cursor.position
        if cursor.peek == UInt8(ascii: "{"), try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) {
            repeat {
                let key = try cursor.key()
                switch cursor.peek {
                case UInt8(ascii: "\"") where matches(buffer, key, "startedDateTime"):
                    fields.startedAt = try text(&cursor, buffer)
                case UInt8(ascii: "{") where matches(buffer, key, "request"):
                    try request(&cursor, buffer, &fields)
                case UInt8(ascii: "{") where matches(buffer, key, "response"):
                    try response(&cursor, buffer, &fields)
                default: try cursor.value()
                }
            } while try cursor.another(before: UInt8(ascii: "}"))
        } else if cursor.position == start {
            try cursor.value()
        }
        if shape == nil, fields.method == nil || fields.url == nil {
            shape = RecordingDamage(
                entry: entry, reason: .shape("is no HAR entry: it has no request with method and url"))
        }
        return EntryOutline(
            method: fields.method ?? "", url: fields.url ?? "", startedAt: fields.startedAt, status: fields.status,
            isEncoded: fields.isEncoded, range: start..<cursor.position)
    }

    private struct Fields {
        var method: String?
        var url: String?
        var startedAt = ""
        var status = 0
        var isEncoded = false
    }

    private func request(
        _ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer, _ fields: inout Fields
    ) throws(JSONDamage) {
        guard try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) else { return }
        repeat {
            let key = try cursor.key()
            guard cursor.peek == UInt8(ascii: "\"") else {
                let isBody = cursor.peek == UInt8(ascii: "{") && matches(buffer, key, "postData")
                if isBody { try body(&cursor, buffer, &fields) } else { try cursor.value() }
                continue
            }
            if matches(buffer, key, "method") {
                fields.method = try text(&cursor, buffer)
            } else if matches(buffer, key, "url") {
                fields.url = try text(&cursor, buffer)
            } else {
                try cursor.value()
            }
        } while try cursor.another(before: UInt8(ascii: "}"))
    }

    private func response(
        _ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer, _ fields: inout Fields
    ) throws(JSONDamage) {
        guard try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) else { return }
        repeat {
            let key = try cursor.key()
            if cursor.peek == UInt8(ascii: "{"), matches(buffer, key, "content") {
                try body(&cursor, buffer, &fields)
                continue
            }
            let value = try cursor.value()
            guard matches(buffer, key, "status") else { continue }
            fields.status = Int(String(decoding: buffer[value], as: UTF8.self)) ?? 0
        } while try cursor.another(before: UInt8(ascii: "}"))
    }

    /// Notes whether a body stands there in another form than its text; goes into our own extras for it.
    private func body(
        _ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer, _ fields: inout Fields
    ) throws(JSONDamage) {
        guard try cursor.open(UInt8(ascii: "{"), close: UInt8(ascii: "}")) else { return }
        repeat {
            let key = try cursor.key()
            if matches(buffer, key, "encoding") || matches(buffer, key, "stream") { fields.isEncoded = true }
            if cursor.peek == UInt8(ascii: "{"), matches(buffer, key, "_windtunnel") {
                try body(&cursor, buffer, &fields)
            } else {
                try cursor.value()
            }
        } while try cursor.another(before: UInt8(ascii: "}"))
    }

    private func text(
        _ cursor: inout JSONCursor, _ buffer: UnsafeRawBufferPointer
    ) throws(JSONDamage) -> String {
        let quoted = try cursor.string()
        return JSONSlice.text(buffer, quoted.lowerBound + 1..<quoted.upperBound - 1)
    }

    private func matches(_ buffer: UnsafeRawBufferPointer, _ key: Range<Int>, _ name: StaticString) -> Bool {
        guard key.count == name.utf8CodeUnitCount else { return false }
        for index in 0..<name.utf8CodeUnitCount where buffer[key.lowerBound + index] != name.utf8Start[index] {
            return false
        }
        return true
    }
}
