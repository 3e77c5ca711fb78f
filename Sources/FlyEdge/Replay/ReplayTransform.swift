import HTTPTypes
import OrderedJSON

/// How a request is changed before it is sent on (JSON form only).
struct ReplayTransform: Sendable, Hashable {
    private(set) var path: String?
    private(set) var deleted: [HTTPField.Name] = []
    private(set) var set: [HTTPField] = []

    init() {}

    init(_ json: JSON?) throws(Replay.Mistake) {
        guard let json else { return }
        if let path = json["path"]?.stringValue {
            guard path.hasPrefix("/") else {
                throw Replay.Mistake(text: "the path \(path) does not begin with a slash")
            }
            self.path = path
        }
        deleted = json["delete_headers"]?.arrayValue?.compactMap { $0.stringValue.flatMap { HTTPField.Name($0) } } ?? []
        for header in json["set_headers"]?.arrayValue ?? [] {
            guard let name = header["name"]?.stringValue.flatMap({ HTTPField.Name($0) }) else {
                throw Replay.Mistake(text: "a header to set has no name")
            }
            set.append(HTTPField(name: name, value: header["value"]?.stringValue ?? ""))
        }
    }

    /// A path takes the place of the whole target, its query included (chosen).
    func apply(to head: HTTPRequest) -> HTTPRequest {
        var head = head
        if let path { head.path = path }
        for name in deleted { head.headerFields[name] = nil }
        for field in set { head.headerFields[field.name] = field.value }
        return head
    }
}
