/// The command line of a wrap machine, taken apart: wrap's own flags and the tool server it is to run.
package struct WrapCommand: Sendable, Hashable {
    /// Wrap's own options.
    package let flags: WrapFlags
    /// Program and arguments of the child; never empty.
    package let words: [String]

    /// - Parameter argv: the image's ENTRYPOINT (or `init.entrypoint`) followed by `init.cmd`, such as
    ///   `/usr/bin/flyctl mcp wrap -- npx -f @modelcontextprotocol/server-filesystem /data/`. Without the words
    ///   `mcp wrap` everything after the first `--`, or else all of it, is the child's command.
    package init(argv: [String]) throws(WrapCommandError) {
        let start = Self.endOfInvocation(in: argv)
        let rest = argv[(start ?? 0)...]
        let separator = rest.firstIndex(of: "--")
        let own = start == nil ? [] : rest[..<(separator ?? rest.endIndex)]
        flags = try WrapFlags(words: own)
        let extra = separator.map { Array(rest[($0 + 1)...]) } ?? (start == nil ? Array(rest) : [])
        words = flags.program.isEmpty ? extra : [flags.program] + extra
        guard !words.isEmpty else { throw .noCommand }
    }

    /// Whether a machine serves the wrap contract: its image is `flyio/mcp` or `superfly/mcp` in any registry and with
    /// any tag or digest, or its command line has the words `mcp wrap`.
    package static func isWrap(image: String, argv: [String]) -> Bool {
        let repository = repository(of: image)
        let isKnownImage = ["flyio/mcp", "superfly/mcp"].contains { repository == $0 || repository.hasSuffix("/\($0)") }
        return isKnownImage || endOfInvocation(in: argv) != nil
    }

    /// The server to serve from within this process, nil when the command names none we know.
    ///
    /// The first word that is neither a launcher (`npx`, `uvx`, `go run`) nor an option counts, without its version.
    package var builtInServer: BuiltInToolServer? {
        let launchers: Set = ["npx", "uvx", "go", "run"]
        guard let index = words.firstIndex(where: { !launchers.contains(Self.programName($0)) && !$0.hasPrefix("-") })
        else { return nil }
        return BuiltInToolServer(package: Self.packageName(words[index]), arguments: Array(words[(index + 1)...]))
    }

    private static func endOfInvocation(in argv: [String]) -> Int? {
        let own = argv[..<(argv.firstIndex(of: "--") ?? argv.endIndex)]
        return own.indices.first { $0 > 0 && own[$0 - 1] == "mcp" && own[$0] == "wrap" }.map { $0 + 1 }
    }

    private static func repository(of image: String) -> String {
        let name = image.prefix { $0 != "@" }
        let folder = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        guard let tag = name[folder...].firstIndex(of: ":") else { return String(name) }
        return String(name[..<tag])
    }

    /// `/usr/local/bin/npx` is `npx`; a scoped package keeps its scope.
    private static func programName(_ word: String) -> String {
        guard word.hasPrefix("/"), let slash = word.lastIndex(of: "/") else { return word }
        return String(word[word.index(after: slash)...])
    }

    private static func packageName(_ word: String) -> String {
        let name = programName(word)
        guard let at = name.lastIndex(of: "@"), at > name.startIndex else { return name }
        return String(name[..<at])
    }
}
