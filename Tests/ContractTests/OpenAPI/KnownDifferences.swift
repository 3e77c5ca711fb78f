import OrderedJSON

/// Where this emulator, as the service itself, does not do what the service's document says: one table for the tests
/// here, for `.ci/contract` and for the Fidelity page.
///
/// Each entry names its subject, tells what is so instead and how that is known, and holds the changes that make the
/// document say so. Places are JSON pointers in which `*` stands for any run of characters within one token.
struct KnownDifferences: Sendable {
    struct Entry: Sendable {
        /// What it is about, in the words of the Fidelity page.
        let subject: String
        /// What is so instead.
        let here: String
        /// How that is known: documented, client code, recorded, chosen.
        let basis: String
        let changes: [Change]
    }

    enum Change: Sendable {
        /// The value at a place is this one.
        case set(at: [String], JSON)
        /// The schemas at a place allow null too.
        case nullable(at: [String])
        /// Every operation may also answer with these statuses, in the shape of that schema or in plain text.
        case refusals([String], JSON)
    }

    let entries: [Entry]

    /// - Throws: when the table is not there or no table.
    static func load() throws -> KnownDifferences {
        guard let text = APIDocument.file("fixtures/contract/differences.json") else { throw Unreadable() }
        return KnownDifferences(entries: try (JSON(parsing: Array(text.utf8)).arrayValue ?? []).map(Entry.init))
    }

    struct Unreadable: Error {}

    /// The document as it should have been.
    func applied(to document: JSON) -> JSON {
        entries.flatMap(\.changes).reduce(document) { $1.applied(to: $0) }
    }
}

extension KnownDifferences.Entry {
    init(_ json: JSON) throws {
        guard let subject = json["subject"]?.stringValue, let here = json["here"]?.stringValue,
            let basis = json["basis"]?.stringValue, let changes = json["changes"]?.arrayValue
        else { throw KnownDifferences.Unreadable() }
        self.subject = subject
        self.here = here
        self.basis = basis
        self.changes = try changes.map(KnownDifferences.Change.init)
    }

    /// The entry's row in the Fidelity page.
    var row: String { "| \(subject) | \(here) | \(basis) |" }
}

extension KnownDifferences.Change {
    init(_ json: JSON) throws {
        if let place = json["set"]?.stringValue, let value = json["to"] {
            self = .set(at: Self.tokens(place), value)
        } else if let place = json["nullable"]?.stringValue {
            self = .nullable(at: Self.tokens(place))
        } else if let statuses = json["refusals"]?.arrayValue, let schema = json["schema"] {
            self = .refusals(statuses.compactMap(\.stringValue), schema)
        } else {
            throw KnownDifferences.Unreadable()
        }
    }

    private static func tokens(_ pointer: String) -> [String] {
        pointer.split(separator: "/").map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
    }

    func applied(to document: JSON) -> JSON {
        switch self {
        case .set(let place, let value):
            Self.changed(document, at: place[...]) { _ in value }
        case .nullable(let place):
            Self.changed(document, at: place[...]) { schema in schema.map(Self.nullable) }
        case .refusals(let statuses, let schema):
            Self.changed(document, at: ["paths", "*", "*", "responses"]) { responses in
                let refusal: JSON = [
                    "description": "",
                    "content": [
                        "application/json": ["schema": schema], "text/plain": ["schema": ["type": "string"]],
                    ],
                ]
                let own = responses?.objectValue?.members.map { ($0.key, $0.value) } ?? []
                return .object(JSONObject(own + statuses.map { ($0, refusal) }))
            }
        }
    }

    /// Beside a reference nothing counts, so the reference moves inside.
    private static func nullable(_ schema: JSON) -> JSON {
        var object = schema["$ref"] == nil ? schema.objectValue ?? [:] : ["allOf": [schema]]
        object["nullable"] = true
        return .object(object)
    }

    /// The document with the values at all matching places replaced.
    /// - Parameter change: is given nil for what is not there, and leaves it so by giving nil back.
    private static func changed(
        _ document: JSON,
        at place: ArraySlice<String>,
        _ change: (JSON?) -> JSON?
    ) -> JSON {
        func changed(_ value: JSON?, at place: ArraySlice<String>) -> JSON? {
            guard let token = place.first else { return change(value) }
            var object = value?.objectValue ?? [:]
            let keys = token.contains("*") ? object.keys.filter { matches($0, token) } : [token]
            for key in keys { object[key] = changed(object[key], at: place.dropFirst()) }
            return value == nil && object.isEmpty ? nil : .object(object)
        }
        return changed(document, at: place) ?? document
    }

    /// Whether a key is what a token with one `*` means.
    private static func matches(_ key: String, _ token: String) -> Bool {
        let parts = token.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        return key.count >= token.count - 1 && key.hasPrefix(parts[0]) && key.hasSuffix(parts[1])
    }
}
