import OrderedJSON

extension StateFold {
    /// `/v1/apps/{app}/volumes…`
    mutating func addVolumes(_ exchange: RecordedExchange, of name: String, _ rest: [String]) {
        guard let id = rest.first else {
            let listed = exchange.isRead ? exchange.documents() : exchange.document.map { [$0] } ?? []
            return app(name, exchange) { app in
                for document in listed { app.tell(volume: document, exchange) }
            }
        }
        switch rest.dropFirst().first {
        case "snapshots": addSnapshots(exchange, of: name, id)
        case "extend":
            guard let document = exchange.document?["volume"]?.objectValue else { return }
            app(name, exchange) { $0.tell(volume: document, exchange) }
        case nil:
            guard let document = exchange.document, document.text("id") == id else {
                return leaveOut(exchange, "the answer of \(exchange.method) \(exchange.pathText) is no volume")
            }
            app(name, exchange) { $0.tell(volume: document, exchange) }
        default: leaveOut(exchange)
        }
    }

    private mutating func addSnapshots(_ exchange: RecordedExchange, of name: String, _ volume: String) {
        var told: [JSONObject] = []
        if exchange.isRead {
            // Newest first, as they are listed.
            told = exchange.documents().reversed()
        } else if let backup = exchange.document?["Msg"]?["backup"]?.objectValue, let id = backup.text("graph_id") {
            // The answer speaks of a backup; as a snapshot it is pending.
            told = [["id": .string(id), "status": "pending", "requested_at": backup["created_at"] ?? .null]]
        }
        app(name, exchange) { app in
            for var document in told {
                guard let id = document.text("id") else { continue }
                document["volume_id"] = .string(volume)
                app.snapshots.tell(id, document, by: exchange)
            }
        }
    }
}

extension RecordedApp {
    /// A volume that is gone for good is forgotten.
    mutating func tell(volume document: JSONObject, _ exchange: RecordedExchange) {
        guard let id = document.text("id") else { return }
        if document["state"] == "destroyed" { return volumes.forget(id) }
        volumes.tell(id, document, by: exchange)
    }
}
