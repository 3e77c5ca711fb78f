import OrderedJSON

extension FilesystemTools {
    var listDirectory: Tool {
        tool(
            "list_directory", "List Directory",
            "Names what a directory holds, one entry a line, marked [DIR] or [FILE].", [Self.path]
        ) { arguments in
            try scope.entry(arguments.text("path"), call: "scandir").items()
                .map { "\(Self.mark($0)) \($0.name)" }.joined(separator: "\n")
        }
    }

    var listDirectoryWithSizes: Tool {
        let sortBy = ToolSchema.Property(
            "sortBy", .oneOf(["name", "size"]), .default("name"), description: "What to order the entries by")
        return tool(
            "list_directory_with_sizes", "List Directory with Sizes",
            "Names what a directory holds with the size of each file, and adds up the totals.", [Self.path, sortBy]
        ) { arguments in
            let entry = try scope.entry(arguments.text("path"), call: "scandir")
            let items = try entry.items().map { (item: $0, size: size(of: $0, in: entry)) }
            let sorted = items.sorted { left, right in
                if arguments.object["sortBy"] == "size", left.size != right.size { return left.size > right.size }
                return Self.isBefore(left.item.name, right.item.name)
            }
            let lines = sorted.map { item, size in
                "\(Self.mark(item)) \(item.name.padded(to: 30)) "
                    + (item.isDirectory ? "" : ByteCount.text(size).paddedAtStart(to: 10))
            }
            let files = items.filter { !$0.item.isDirectory }
            let totals = [
                "", "Total: \(files.count) files, \(items.count - files.count) directories",
                "Combined size: \(ByteCount.text(files.reduce(0) { $0 + $1.size }))",
            ]
            return (lines + totals).joined(separator: "\n")
        }
    }

    var getFileInfo: Tool {
        tool(
            "get_file_info", "Get File Info",
            "Tells size, times, kind and permissions of a file or directory without reading it.", [Self.path]
        ) { arguments in
            let entry = try scope.entry(arguments.text("path"), call: "stat")
            let status = entry.status
            let permissions = String(status.mode & 0o777, radix: 8)
            return """
                size: \(status.size)
                created: \(JavaScriptDate.text(status.created))
                modified: \(JavaScriptDate.text(status.modified))
                accessed: \(JavaScriptDate.text(status.accessed))
                isDirectory: \(entry.isDirectory)
                isFile: \(status.kind == .file)
                permissions: \(String(repeating: "0", count: 3 - permissions.utf8.count))\(permissions)
                """
        }
    }

    var listAllowedDirectories: Tool {
        tool(
            "list_allowed_directories", "List Allowed Directories",
            "Names the directories this server may work in; everything below them is included.", []
        ) { _ in
            "Allowed directories:\n" + scope.roots.map(\.text).joined(separator: "\n")
        }
    }

    private static func mark(_ item: FolderItem) -> String { item.isDirectory ? "[DIR]" : "[FILE]" }

    /// What cannot be looked at counts as empty: a link that leads outside, a file just removed.
    private func size(of item: FolderItem, in folder: GuestEntry) -> Int {
        switch item.kind {
        case .directory: return 0
        case .file, .special: return (try? folder.folder.status(of: item.name).size) ?? 0
        case .link:
            guard case .existing(let entry)? = try? scope.target(folder.path.appending(item.name)) else { return 0 }
            return entry.status.size
        }
    }

    /// Close to what `localeCompare` does with English names: letters count before their case.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        let (lowerLeft, lowerRight) = (left.lowercased(), right.lowercased())
        if lowerLeft != lowerRight { return lowerLeft.utf8.lexicographicallyPrecedes(lowerRight.utf8) }
        return right.utf8.lexicographicallyPrecedes(left.utf8)
    }
}

extension String {
    /// Widths count UTF-16 units, as JavaScript's do.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - utf16.count))
    }

    fileprivate func paddedAtStart(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - utf16.count)) + self
    }
}
