import OrderedJSON

extension StateFold {
    /// `/v1/apps/{app}/secrets…`
    mutating func addSecrets(_ exchange: RecordedExchange, of name: String, _ rest: [String]) {
        let version = exchange.document?["version"]?.intValue ?? exchange.document?["Version"]?.intValue ?? 0
        app(name, exchange) { app in
            app.secretsVersion = max(app.secretsVersion, version)
            if let secret = rest.first {
                if exchange.method == "DELETE" { return app.secrets.forget(secret) }
                return app.tell(secret: exchange.document ?? [:], exchange)
            }
            for document in exchange.documents("secrets") { app.tell(secret: document, exchange) }
            for member in exchange.request["values"]?.objectValue ?? [:] where member.value.isNull {
                app.secrets.forget(member.key)
            }
        }
    }

    /// `/v1/apps/{app}/secretkeys…`
    mutating func addSecretKeys(_ exchange: RecordedExchange, of name: String, _ rest: [String]) {
        // Using a key changes nothing.
        let makes = rest.count == 1 || rest.last == "generate"
        guard !exchange.isRead, makes, exchange.method == "POST" else { return }
        leaveOut(exchange, "secret keys of app \(name): what they are made of is not in a recording")
    }
}

extension RecordedApp {
    mutating func tell(secret document: JSONObject, _ exchange: RecordedExchange) {
        guard let name = document.text("name") else { return }
        var document = document
        // Whatever stands there is redacted.
        for key in ["value", "version", "Version"] { document[key] = nil }
        secrets.tell(name, document, by: exchange)
    }
}
