/// The options of `fly mcp wrap` itself.
package struct WrapFlags: Sendable, Hashable {
    /// `--port`, `-p`: where it listens, 8080 unless told.
    package var port = 8080
    /// `--mcp`, `-m`: the program to run; the words after `--` are then its arguments.
    package var program = ""
    /// `--bearer-token`; empty when not given, as the next two.
    package var bearerToken = ""
    /// `--user`
    package var user = ""
    /// `--password`
    package var password = ""
    /// `--private`
    package var isPrivate = false

    /// The defaults.
    package init() {}

    /// Reads the words between `mcp wrap` and `--`, in the forms of Go's pflag: `--port 1`, `--port=1`, `-p 1`, `-p1`,
    /// `-p=1`, and `--private` alone or with `=true` or `=false`.
    init(words: some Sequence<String>) throws(WrapCommandError) {
        var words = words.makeIterator()
        while let word = words.next() {
            guard word.hasPrefix("-"), word != "-" else { throw .unexpectedArgument(word) }
            let (name, attached) = Self.split(word)
            if name == "--private" {
                isPrivate = try Self.truth(attached ?? "true")
                continue
            }
            guard ["--port", "-p", "--mcp", "-m", "--bearer-token", "--user", "--password"].contains(name) else {
                throw .unknownFlag(name)
            }
            guard let value = attached ?? words.next() else { throw .flagNeedsArgument(name) }
            switch name {
            case "--port", "-p":
                guard let number = UInt16(value) else { throw .invalidValue(flag: name, value: value) }
                port = Int(number)
            case "--mcp", "-m": program = value
            case "--bearer-token": bearerToken = value
            case "--user": user = value
            default: password = value
            }
        }
    }

    private static func split(_ word: String) -> (name: String, value: String?) {
        if word.hasPrefix("--") {
            guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
            return (String(word[..<equals]), String(word[word.index(after: equals)...]))
        }
        let value = word.dropFirst(2)
        return (String(word.prefix(2)), value.isEmpty ? nil : String(value.first == "=" ? value.dropFirst() : value))
    }

    private static func truth(_ text: String) throws(WrapCommandError) -> Bool {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: throw .invalidValue(flag: "--private", value: text)
        }
    }
}
