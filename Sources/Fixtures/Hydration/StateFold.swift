import OrderedJSON

/// Goes through a recording and keeps what it tells.
struct StateFold {
    private(set) var state = RecordedState()
    /// What was said already, so that a thousand refreshed leases are one line.
    private var reasons: Set<String> = []

    mutating func add(_ interaction: Interaction, entry: Int) {
        let exchange = RecordedExchange(interaction, entry: entry)
        if exchange.path.isGraphQL { return addGraphQL(exchange) }
        let segments = exchange.path.segments
        guard segments.first == "v1", segments.count > 1 else { return }
        let rest = Array(segments.dropFirst(2))
        switch segments[1] {
        case "apps": addApps(exchange, rest)
        case "orgs": addOrganization(exchange, rest)
        // Tokens and free places are nothing that a world keeps.
        case "tokens", "platform": break
        default: leaveOut(exchange)
        }
    }

    // MARK: - Apps

    /// Changes what is known of an app, which is there from now on.
    mutating func app(_ name: String, _ exchange: RecordedExchange, _ change: (inout RecordedApp) -> Void) {
        if let index = state.apps.firstIndex(where: { $0.name == name }) { return change(&state.apps[index]) }
        var app = RecordedApp(name: name, entry: exchange.entry, at: exchange.at)
        change(&app)
        state.apps.append(app)
    }

    /// The app that has something, for answers that do not say.
    func app(where isSo: (RecordedApp) -> Bool) -> String? { state.apps.first(where: isSo)?.name }

    mutating func forget(app name: String) { state.apps.removeAll { $0.name == name } }

    private mutating func addApps(_ exchange: RecordedExchange, _ rest: [String]) {
        guard let name = rest.first else {
            let listed = exchange.isRead ? exchange.documents("apps") : [exchange.document ?? [:]]
            for document in listed { tellApp(document, exchange) }
            return
        }
        let tail = Array(rest.dropFirst(2))
        switch rest.dropFirst().first {
        case nil where exchange.method == "DELETE": forget(app: name)
        case nil: if let document = exchange.document { tell(document, of: name, exchange) }
        case "machines": addMachines(exchange, of: name, tail)
        case "volumes": addVolumes(exchange, of: name, tail)
        case "ip_assignments": addAddresses(exchange, of: name, tail)
        case "secrets": addSecrets(exchange, of: name, tail)
        case "certificates": addCertificates(exchange, of: name, tail)
        case "secretkeys": addSecretKeys(exchange, of: name, tail)
        case "deploy_token": break
        default: leaveOut(exchange)
        }
    }

    /// The create's answer may be without the name, which is in its request then.
    private mutating func tellApp(_ document: JSONObject, _ exchange: RecordedExchange) {
        let asked = exchange.request
        guard let name = document.text("name") ?? asked.text("app_name") ?? asked.text("name") else {
            return leaveOut(exchange, "an app whose name is not told")
        }
        var document = document
        if !exchange.isRead {
            if document["organization"]?.objectValue == nil, let slug = asked.text("org_slug") {
                document["organization"] = ["slug": .string(slug)]
            }
            if let network = asked.text("network") { document.setDefault("network", .string(network)) }
        }
        tell(document, of: name, exchange)
    }

    private mutating func tell(_ document: JSONObject, of name: String, _ exchange: RecordedExchange) {
        app(name, exchange) { $0.document.take(document) }
    }

    private mutating func addOrganization(_ exchange: RecordedExchange, _ rest: [String]) {
        guard exchange.isRead, rest.count == 2 else { return leaveOut(exchange) }
        for document in exchange.documents(rest[1]) {
            guard let name = document.text("app_name"), let id = document.text("id") else { continue }
            app(name, exchange) { app in
                app.document.setDefault("organization", ["slug": .string(rest[0])])
                if rest[1] == "machines" { app.tell(machine: id, document, isWhole: false, exchange) }
                if rest[1] == "volumes" { app.volumes.tell(id, document, by: exchange) }
            }
        }
    }

    // MARK: - Left out

    /// Notes that a change is not taken over; reading leaves nothing out.
    mutating func leaveOut(_ exchange: RecordedExchange) {
        guard !exchange.isRead else { return }
        leaveOut(exchange, "\(exchange.method) \(exchange.pathText) changes nothing that a world can be given")
    }

    /// Notes something once, at the entry that is the first with it.
    mutating func leaveOut(_ exchange: RecordedExchange, _ why: String) {
        guard reasons.insert(why).inserted else { return }
        state.leftOut.append(LeftOut(entry: exchange.entry, why: why))
    }
}
