import OrderedJSON

extension StateFold {
    /// `/v1/apps/{app}/certificates…`
    mutating func addCertificates(_ exchange: RecordedExchange, of name: String, _ rest: [String]) {
        app(name, exchange) { app in
            guard let hostname = rest.first, !["acme", "custom"].contains(hostname) else {
                let told = exchange.isRead ? exchange.documents("certificates") : [exchange.document ?? [:]]
                for document in told { app.tell(certificate: document, exchange) }
                return
            }
            if exchange.method == "DELETE", rest.count == 1 { return app.certificates.forget(hostname) }
            app.tell(certificate: exchange.document ?? [:], exchange)
        }
    }
}

extension RecordedApp {
    mutating func tell(certificate document: JSONObject, _ exchange: RecordedExchange) {
        guard let hostname = document.text("hostname") else { return }
        certificates.tell(hostname, document, by: exchange)
    }
}
