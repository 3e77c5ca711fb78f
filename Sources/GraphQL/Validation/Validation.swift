import OrderedJSON

/// Checks a document against a schema (specification section 5). Each group of rules stands in a file of its own; the
/// messages and codes are graphql-ruby's.
struct Validation {
    let schema: Schema
    let document: ExecutableDocument
    let limits: Limits
    let uses: DocumentUses
    private var complaints: [Complaint] = []

    /// An error whose path is not written out yet: of thousands only a few are told.
    private struct Complaint {
        let message: String
        let locations: [SourceLocation]
        let path: PathID?
        let namesBelow: [String]
        let code: String
    }

    /// Beyond this many errors nothing is recorded any more, whatever `Limits` says about reporting.
    private static let recordLimit = 5_000

    /// - Returns: what is wrong, in the order of the document; empty for a valid document.
    static func errors(in document: ExecutableDocument, schema: Schema, limits: Limits) -> [ResponseError] {
        var validation = Validation(schema: schema, document: document, limits: limits)
        validation.run()
        let start = SourceLocation(line: 0, column: 0)
        let sorted = validation.complaints.enumerated().sorted { left, right in
            let (one, other) = (left.element.locations.first ?? start, right.element.locations.first ?? start)
            return one == other ? left.offset < right.offset : one < other
        }
        return sorted.prefix(limits.errors).map { validation.error($0.element) }
    }

    private init(schema: Schema, document: ExecutableDocument, limits: Limits) {
        self.schema = schema
        self.document = document
        self.limits = limits
        uses = DocumentWalk.uses(of: document, in: schema)
    }

    private mutating func run() {
        checkOperations()
        checkFields()
        checkArguments()
        checkFragments()
        checkDirectives()
        checkValues()
        checkVariableDefinitions()
        let graph = FragmentGraph(document)
        reportCycles(through: Set(graph.cyclic))
        // What follows puts fragments in their places, which only ends when no fragment contains itself.
        guard graph.cyclic.isEmpty, checkSize(graph) else { return }
        checkVariableUses()
        checkOverlappingFields()
    }

    mutating func report(_ message: String, _ code: String, at location: SourceLocation, _ path: PathID?) {
        report(message, code, at: [location], path)
    }

    mutating func report(_ message: String, _ code: String, at locations: [SourceLocation], _ path: PathID?) {
        record(Complaint(message: message, locations: locations, path: path, namesBelow: [], code: code))
    }

    /// As above, for an argument or input field below a place that has a path of its own.
    mutating func report(
        _ message: String, _ code: String, at location: SourceLocation, _ path: PathID, below names: [String]
    ) {
        record(Complaint(message: message, locations: [location], path: path, namesBelow: names, code: code))
    }

    private mutating func record(_ complaint: Complaint) {
        guard complaints.count < Self.recordLimit else { return }
        complaints.append(complaint)
    }

    private func error(_ complaint: Complaint) -> ResponseError {
        let names = (complaint.path.map(uses.names) ?? []) + complaint.namesBelow
        return ResponseError(
            complaint.message, at: complaint.locations, path: names.map(JSON.string), code: complaint.code)
    }
}
