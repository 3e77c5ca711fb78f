import OrderedJSON

extension StateFold {
    /// `/v1/apps/{app}/ip_assignments…`
    mutating func addAddresses(_ exchange: RecordedExchange, of name: String, _ rest: [String]) {
        if exchange.method == "DELETE", let address = rest.first {
            return app(name, exchange) { $0.addresses.forget(address) }
        }
        let told = exchange.isRead ? exchange.documents("ips") : exchange.document.map { [$0] } ?? []
        app(name, exchange) { app in
            for document in told { app.tell(address: document, exchange) }
        }
    }
}

extension RecordedApp {
    /// An assignment, or two in one for going out.
    mutating func tell(address document: JSONObject, _ exchange: RecordedExchange) {
        if let pair = document["ip_pair"]?.objectValue {
            for (key, type) in [("v4", "egress_v4"), ("v6", "egress_v6")] {
                guard let address = pair.text(key) else { continue }
                var single = document
                single["ip_pair"] = nil
                single["ip"] = .string(address)
                single["type"] = .string(type)
                addresses.tell(address, single, by: exchange)
            }
        } else if let address = document.text("ip") {
            addresses.tell(address, document, by: exchange)
        }
    }
}
