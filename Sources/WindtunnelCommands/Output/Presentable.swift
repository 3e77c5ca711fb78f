import OrderedJSON

/// What a command answers with: a text for people, a document for programs.
protocol Presentable {
    /// Stable: the service's own documents wherever there are any.
    var document: JSON { get }
    /// Without a line break at its end.
    var text: String { get }
}

/// A thing that can stand as a row of a table.
protocol Tabular {
    /// The table's headings.
    static var columns: [String] { get }
    /// The values under them.
    var cells: [String] { get }
    var document: JSON { get }
}

/// Several things, one a row.
struct Listing<Item: Tabular>: Presentable {
    let items: [Item]

    init(_ items: [Item]) {
        self.items = items
    }

    var document: JSON { .array(items.map(\.document)) }
    var text: String { Table(columns: Item.columns, rows: items.map(\.cells)).text }
}

/// One thing, a line for each of its values.
struct Details<Item: Tabular>: Presentable {
    let item: Item

    init(_ item: Item) {
        self.item = item
    }

    var document: JSON { item.document }

    var text: String {
        let rows = zip(Item.columns, item.cells).filter { !$0.1.isEmpty }.map { [$0.0, $0.1] }
        return Table(columns: [], rows: rows).text
    }
}
