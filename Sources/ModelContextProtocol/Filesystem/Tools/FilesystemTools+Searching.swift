import OrderedJSON

extension FilesystemTools {
    var directoryTree: Tool {
        tool(
            "directory_tree", "Directory Tree",
            """
            Returns everything below a directory as JSON: a list of entries with `name`, `type` (file or directory) \
            and, for directories, `children`. Entries that match an exclusion are left out with all they hold.
            """, [Self.path, Self.excludePatterns]
        ) { arguments in
            let exclusions = arguments.texts("excludePatterns").flatMap(Self.treeExclusions)
            var text = TreeText(limit: readLimit)
            try visit(arguments.text("path"), skipping: exclusions) { item, names throws(FilesystemFailure) in
                try text.append(item, depth: names.count)
                return true
            }
            return text.finished
        }
    }

    var searchFiles: Tool {
        tool(
            "search_files", "Search Files",
            """
            Finds files and directories below a directory whose path relative to it matches a glob pattern, such as \
            `*.txt` for the directory itself or `**/*.txt` for everything below. Returns full paths.
            """, [Self.path, .init("pattern", .string), Self.excludePatterns]
        ) { arguments in
            let exclusions = arguments.texts("excludePatterns").map(GlobPattern.init)
            let pattern = GlobPattern(arguments.text("pattern"))
            let root = try scope.target(arguments.text("path")).path
            var found: [String] = []
            var length = 0
            try visit(arguments.text("path"), skipping: exclusions) { item, names throws(FilesystemFailure) in
                let path = GuestPath(components: root.components + names)
                // A link that leads outside is passed over; one that leads nowhere is still a name.
                if item.kind == .link, (try? scope.target(path)) == nil { return false }
                guard pattern.matches(names) else { return true }
                found.append(path.text)
                length += path.text.utf8.count + 1
                guard length <= readLimit else { throw .tooLarge(length, limit: readLimit) }
                return true
            }
            return found.isEmpty ? "No matches found" : found.joined(separator: "\n")
        }
    }

    /// Goes through all that lies below a folder, names in order and each folder before its content. Links are named,
    /// never entered. Works off a list instead of calling itself, so that depth costs no stack, and opens each folder
    /// afresh, so that it costs no open files either.
    /// - Parameter body: gets an item and its path relative to the start; tells whether to enter it.
    private func visit(
        _ path: String, skipping exclusions: [GlobPattern],
        _ body: (FolderItem, [String]) throws(FilesystemFailure) -> Bool
    ) throws(FilesystemFailure) {
        let start = try scope.entry(path, call: "scandir")
        var pending: [(item: FolderItem, names: [String])] = []
        func add(_ entry: GuestEntry, at names: [String]) throws(FilesystemFailure) {
            pending += try entry.items().reversed().map { ($0, names + [$0.name]) }
        }
        try add(start, at: [])
        while let (item, names) = pending.popLast() {
            guard !exclusions.contains(where: { $0.matches(names) }) else { continue }
            guard try body(item, names), item.isDirectory else { continue }
            // A folder that is gone or shut by now has nothing to show.
            guard
                case .existing(let entry)? = try? scope.target(
                    GuestPath(components: start.path.components + names))
            else { continue }
            try? add(entry, at: names)
        }
    }

    /// A pattern without a star also means any entry of that name, and all below it.
    private static func treeExclusions(_ pattern: String) -> [GlobPattern] {
        let forms = pattern.contains("*") ? [pattern] : [pattern, "**/\(pattern)", "**/\(pattern)/**"]
        return forms.map(GlobPattern.init)
    }
}

/// The JSON text of a directory tree as `JSON.stringify` indents it by two, written entry by entry: a tree deeper than
/// a recursive writer could stand is no trouble.
private struct TreeText {
    private let limit: Int
    private var text = "["
    /// For each open list, outermost first, whether it has an entry.
    private var lists = [false]

    init(limit: Int) {
        self.limit = limit
    }

    /// - Parameter depth: 1 for what lies in the folder itself.
    mutating func append(_ item: FolderItem, depth: Int) throws(FilesystemFailure) {
        close(to: depth)
        let indent = String(repeating: "  ", count: depth * 2 - 1)
        text += lists[depth - 1] ? ",\n" : "\n"
        lists[depth - 1] = true
        text += "\(indent){\n\(indent)  \"name\": \(JSON.string(item.name).text),\n"
        text += "\(indent)  \"type\": \"\(item.isDirectory ? "directory" : "file")\""
        if item.isDirectory {
            text += ",\n\(indent)  \"children\": ["
            lists.append(false)
        } else {
            text += "\n\(indent)}"
        }
        guard text.utf8.count <= limit else { throw .tooLarge(text.utf8.count, limit: limit) }
    }

    var finished: String {
        var copy = self
        copy.close(to: 1)
        return copy.text + (copy.lists[0] ? "\n]" : "]")
    }

    /// Ends the lists of folders that are complete.
    private mutating func close(to depth: Int) {
        while lists.count > depth, let hasEntries = lists.popLast() {
            let indent = String(repeating: "  ", count: lists.count * 2 - 1)
            text += (hasEntries ? "\n\(indent)  ]" : "]") + "\n\(indent)}"
        }
    }
}
