import FoundationEssentials

/// A cursor is the element's position, counted from one, as text in Base64 without padding: short and of no meaning to
/// clients.
enum Cursor {
    /// - Parameter position: counted from zero.
    static func text(_ position: Int) -> String {
        let encoded = Data(String(position + 1).utf8).base64EncodedString()
        return String(encoded.prefix { $0 != "=" })
    }

    /// - Returns: the position counted from zero, nil for a text that is no cursor.
    static func position(_ text: String) -> Int? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + padding),
            let number = Int(String(decoding: data, as: UTF8.self)), number > 0
        else { return nil }
        return number - 1
    }
}
