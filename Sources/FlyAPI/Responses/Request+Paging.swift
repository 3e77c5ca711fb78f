import FoundationEssentials
import Hummingbird
import MachineRules

extension Request {
    /// How many elements a page may have: `limit`, cut to the most there can be.
    /// - Throws: `Refusal` 400 `invalid_argument: limit must be a positive integer` (chosen).
    func pageSize(default standard: Int, most: Int) throws(Refusal) -> Int {
        guard let text = query("limit") else { return standard }
        guard let size = Int(text), size > 0 else {
            throw Refusal(.limitNotInteger)
        }
        return min(size, most)
    }

    /// A query parameter that is a truth value as Go reads one, and false when absent.
    /// - Throws: `Refusal` 400 `invalid_argument: <name> must be a boolean` (chosen).
    func truth(_ name: String) throws(Refusal) -> Bool {
        switch query(Substring(name)) {
        case nil, "0", "f", "F", "false", "FALSE", "False": return false
        case "1", "t", "T", "true", "TRUE", "True": return true
        default: throw Refusal(.notBoolean, ["parameter": name])
        }
    }
}

/// What stands in a page's `next_cursor`: where the next one begins, as text in Base64 for addresses, without padding.
/// It means nothing to clients.
enum PageToken {
    static func token(_ place: String) -> String {
        String(
            Data(place.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                .prefix { $0 != "=" })
    }

    /// The place that a query's `cursor` names, nil when there is none.
    /// - Parameter read: makes it of the text, nil for a text that is no place.
    /// - Throws: `Refusal` 400 `invalid_argument: invalid cursor` (chosen).
    static func place<Place>(in request: Request, _ read: (String) -> Place?) throws(Refusal) -> Place? {
        guard let token = request.query("cursor") else { return nil }
        let padding = String(repeating: "=", count: (4 - token.utf8.count % 4) % 4)
        let standard = token.replacing("-", with: "+").replacing("_", with: "/")
        guard let data = Data(base64Encoded: standard + padding),
            let place = read(String(decoding: data, as: UTF8.self))
        else { throw Refusal(.cursorInvalid) }
        return place
    }
}
