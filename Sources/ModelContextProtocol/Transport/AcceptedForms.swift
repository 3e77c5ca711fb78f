/// Which forms of an answer a client takes, from its `Accept`.
///
/// Chosen: one of the two is enough, although the specification tells clients to list both and the SDK's servers insist
/// on it; a hand-written call with `Accept: */*` works there, too. No header at all takes nothing, as there.
struct AcceptedForms {
    let json: Bool
    let events: Bool

    /// - Parameter accept: the header; weights are not looked at, except that `q=0` takes a form away.
    init(accept: String?) {
        var ranges: Set<String> = []
        for element in (accept ?? "").split(separator: ",") {
            let parts = element.split(separator: ";").map { String($0).trimmingBlanks.lowercased() }
            guard let range = parts.first, !parts.dropFirst().contains(where: Self.isZeroWeight) else { continue }
            ranges.insert(range)
        }
        json = !ranges.isDisjoint(with: ["application/json", "application/*", "*/*"])
        events = !ranges.isDisjoint(with: ["text/event-stream", "text/*", "*/*"])
    }

    private static func isZeroWeight(_ parameter: String) -> Bool {
        parameter.hasPrefix("q=") && Double(parameter.dropFirst(2)) == 0
    }
}
