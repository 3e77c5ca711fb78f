package import OrderedJSON

/// One place in which the answer of a live service is not the recorded one.
package struct Difference: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, Hashable {
        case status
        case header
        /// The value at a place of the body.
        case body
        /// A place that only the recorded body has.
        case missing
        /// A place that only the live body has.
        case extra
        /// No answer came.
        case unreachable
    }

    package let kind: Kind
    /// `status`, `header content-type`, `body $.config.image`.
    package let place: String
    /// As short text; nil where there is none.
    package let recorded: String?
    package let live: String?

    package init(_ kind: Kind, place: String, recorded: String?, live: String?) {
        self.kind = kind
        self.place = place
        self.recorded = recorded
        self.live = live
    }

    package var description: String {
        switch kind {
        case .missing: "\(place): recorded \(recorded ?? "nothing"), not there"
        case .extra: "\(place): not recorded, there is \(live ?? "nothing")"
        default: "\(place): recorded \(recorded ?? "nothing"), got \(live ?? "nothing")"
        }
    }

    package var json: JSON {
        ["kind": .string(kind.rawValue), "place": .string(place), "recorded": .text(recorded), "live": .text(live)]
    }

    /// Whether time alone may do away with it: how far something has come, what has happened so far.
    package var isOfProgress: Bool {
        switch kind {
        case .status: Self.isReadiness(recorded, live) || Self.isReadiness(live, recorded)
        case .header, .unreachable: false
        case .missing, .extra: place.hasSuffix("]") || Self.hasProgress(place)
        case .body: Self.hasProgress(place)
        }
    }

    /// The statuses of what is not there yet or any more, not in the right state, or slow.
    private static let unready: Set<String> = ["404", "408", "409", "412", "502", "503", "504"]

    private static func isReadiness(_ one: String?, _ other: String?) -> Bool {
        unready.contains(one ?? "") && (other ?? "4") < "4"
    }

    private static let progress: Set<String> = ["state", "status", "checks", "events", "host_status", "currentRelease"]

    private static func hasProgress(_ place: String) -> Bool {
        place.split { $0 == "." || $0 == "[" }.contains { progress.contains(String($0)) }
    }

    /// The same with no secret of the live run in it.
    func masked(by redactor: inout Redactor) -> Difference {
        Difference(
            kind, place: redactor.masked(place), recorded: recorded.map { redactor.masked($0) },
            live: live.map { redactor.masked($0) })
    }
}
