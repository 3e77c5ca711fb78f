import OrderedJSON

extension StateFold {
    /// `POST /graphql`
    mutating func addGraphQL(_ exchange: RecordedExchange) {
        guard let answer = GraphQLAnswer(request: exchange.request, answer: exchange.answer) else { return }
        for field in answer.fields where !field.value.isNull {
            if answer.isMutation { addMutation(field, exchange) } else { addQuery(field, exchange) }
        }
    }

    private mutating func addQuery(_ field: GraphQLAnswer.RootField, _ exchange: RecordedExchange) {
        guard let value = field.value.objectValue else { return }
        switch field.name {
        case "app": tell(app: value, field.arguments.text("name"), exchange)
        case "apps": for node in value.nodes { tell(app: node, nil, exchange) }
        case "organization":
            for var node in value["apps"]?.objectValue?.nodes ?? [] {
                if let slug = field.arguments.text("slug") {
                    node.setDefault("organization", ["slug": .string(slug)])
                }
                tell(app: node, nil, exchange)
            }
        case "machine": tell(machine: value, of: nil, exchange)
        case "volume": tell(volume: value, of: nil, exchange)
        case "ipAddress": tell(address: value, of: nil, exchange)
        default: break
        }
    }

    private mutating func addMutation(_ field: GraphQLAnswer.RootField, _ exchange: RecordedExchange) {
        let value = field.value.objectValue ?? [:]
        let input = field.arguments["input"]?.objectValue ?? [:]
        let name = input.text("appId") ?? field.arguments.text("appId")
        switch field.name {
        case "createApp":
            var node = value["app"]?.objectValue ?? [:]
            if let network = input.text("network") { node.setDefault("network", .string(network)) }
            return tell(app: node, input.text("name"), exchange)
        case "deleteApp":
            if let name { forget(app: name) }
            return
        case "allocateIpAddress":
            if let address = value["ipAddress"]?.objectValue { tell(address: address, of: name, exchange) }
        case "releaseIpAddress": release(input, exchange)
        case "allocateEgressIpAddress": allocateEgress(value, input, exchange)
        case "releaseEgressIpAddress": releaseEgress(value, input, exchange)
        case "setSecrets": setSecrets(input, exchange)
        case "unsetSecrets":
            for key in input["keys"]?.arrayValue?.compactMap(\.stringValue) ?? [] {
                app(name ?? "", exchange) { $0.secrets.forget(key) }
            }
        case "addCertificate", "checkCertificate": break
        case "deleteCertificate":
            if let name, let hostname = field.arguments.text("hostname") {
                app(name, exchange) { $0.certificates.forget(hostname) }
            }
            return
        case "launchMachine", "startMachine", "stopMachine", "removeMachine", "createVolume", "deleteVolume",
            "extendVolume", "forkVolume", "moveApp":
            break
        // Nothing that a world is made of is changed by them.
        case "logOut", "lockApp", "unlockApp", "killMachine", "createLimitedAccessToken", "deleteLimitedAccessToken",
            "confirmCliSession", "validateWireGuardPeers":
            break
        default: leaveOut(exchange, "mutation \(field.name) changes nothing that a world can be given")
        }
        tell(payload: value, of: name, exchange)
    }

    /// What every payload may show of what was changed.
    private mutating func tell(payload: JSONObject, of name: String?, _ exchange: RecordedExchange) {
        if let node = payload["app"]?.objectValue { tell(app: node, name, exchange) }
        if let node = payload["machine"]?.objectValue { tell(machine: node, of: name, exchange) }
        if let node = payload["volume"]?.objectValue { tell(volume: node, of: name, exchange) }
        if let node = payload["certificate"]?.objectValue { tell(certificate: node, of: name, exchange) }
    }

    // MARK: - Nodes

    /// - Parameter name: the one it was asked for by; its id is its name, too (recorded).
    private mutating func tell(app node: JSONObject, _ name: String?, _ exchange: RecordedExchange) {
        guard let name = node.text("name") ?? name ?? node.text("id") else { return }
        var document: JSONObject = [:]
        for (theirs, ours) in [
            ("organization", "organization"), ("network", "network"), ("createdAt", "created_at"),
            ("internalNumericId", "internal_numeric_id"),
        ] {
            if let value = node[theirs], !value.isNull { document[ours] = value }
        }
        app(name, exchange) { $0.document.take(document) }
        tell(parts: node, of: name, exchange)
    }

    private mutating func tell(parts node: JSONObject, of name: String, _ exchange: RecordedExchange) {
        let list = { (key: String) in node[key]?.objectValue?.nodes ?? [] }
        for address in list("ipAddresses") { tell(address: address, of: name, exchange) }
        if let address = node["ipAddress"]?.objectValue { tell(address: address, of: name, exchange) }
        if let shared = node["sharedIpAddress"] {
            app(name, exchange) { app in
                app.addresses.removeAll { $0.document["shared"] == true && $0.id != shared.stringValue }
                guard let address = shared.stringValue else { return }
                app.tell(address: ["ip": .string(address), "shared": true, "type": "shared_v4"], exchange)
            }
        }
        for node in list("egressIpAddresses") { tell(egress: node, of: name, exchange) }
        for machine in list("machines") { tell(machine: machine, of: name, exchange) }
        for volume in list("volumes") { tell(volume: volume, of: name, exchange) }
        for certificate in list("certificates") { tell(certificate: certificate, of: name, exchange) }
        if let certificate = node["certificate"]?.objectValue { tell(certificate: certificate, of: name, exchange) }
        for secret in (node["secrets"]?.arrayValue ?? []).compactMap(\.objectValue) {
            let document = secret.renamed(["name": "name", "digest": "digest", "createdAt": "created_at"])
            app(name, exchange) { $0.tell(secret: document, exchange) }
        }
    }

    private mutating func tell(machine node: JSONObject, of name: String?, _ exchange: RecordedExchange) {
        guard let id = node.text("id"),
            let name = node["app"]?["name"]?.stringValue ?? name
                ?? app(where: { $0.machines.contains { $0.id == id } })
        else { return }
        var document = node.renamed([
            "name": "name", "state": "state", "region": "region", "config": "config", "instanceId": "instance_id",
            "createdAt": "created_at", "updatedAt": "updated_at",
        ])
        let own = (node["ips"]?.objectValue?.nodes ?? []).first { $0["kind"] == "privatenet" }
        if let own = own?["ip"] { document["private_ip"] = own }
        app(name, exchange) { $0.tell(machine: id, document, isWhole: false, exchange) }
    }

    private mutating func tell(volume node: JSONObject, of name: String?, _ exchange: RecordedExchange) {
        guard let id = node.text("id"),
            let name = node["app"]?["name"]?.stringValue ?? name
                ?? app(where: { $0.volumes.contains { $0.id == id } })
        else { return }
        var document = node.renamed([
            "id": "id", "name": "name", "state": "state", "region": "region", "sizeGb": "size_gb",
            "encrypted": "encrypted", "snapshotRetentionDays": "snapshot_retention", "createdAt": "created_at",
        ])
        if let machine = node["attachedMachine"] {
            document["attached_machine_id"] = machine["id"] ?? .null
        }
        app(name, exchange) { $0.tell(volume: document, exchange) }
    }

    private mutating func tell(address node: JSONObject, of name: String?, _ exchange: RecordedExchange) {
        let known = node.text("id").flatMap { id in
            app(where: { $0.addresses.contains { $0.document["id"] == .string(id) } })
        }
        guard let name = name ?? known else { return }
        var document = node.renamed([
            "id": "id", "address": "ip", "type": "type", "region": "region", "createdAt": "created_at",
            "serviceName": "service_name",
        ])
        if let network = node["network"]?.objectValue {
            document["network"] = [
                "name": network["name"] ?? .null, "org_slug": network["organization"]?["slug"] ?? .null,
            ]
        }
        app(name, exchange) { $0.tell(address: document, exchange) }
    }

    private mutating func tell(certificate node: JSONObject, of name: String?, _ exchange: RecordedExchange) {
        guard let name else { return }
        var document = node.renamed(["hostname": "hostname", "id": "id", "createdAt": "created_at"])
        document["acme_requested"] = true
        if let issued = node["issued"]?.objectValue { document["has_fly_certificate"] = .bool(!issued.nodes.isEmpty) }
        app(name, exchange) { $0.tell(certificate: document, exchange) }
    }

    private mutating func tell(egress node: JSONObject, of name: String, _ exchange: RecordedExchange) {
        var document = node.renamed(["id": "id", "ip": "ip", "region": "region", "updatedAt": "created_at"])
        document["egress"] = true
        document["type"] = node["version"]?.intValue == 4 ? "egress_v4" : "egress_v6"
        app(name, exchange) { $0.tell(address: document, exchange) }
    }

    // MARK: - Changes

    private mutating func release(_ input: JSONObject, _ exchange: RecordedExchange) {
        let (address, id) = (input.text("ip"), input.text("ipAddressId"))
        for name in state.apps.map(\.name) where input.text("appId").map({ $0 == name }) ?? true {
            app(name, exchange) { app in
                app.addresses.removeAll { $0.id == address || (id != nil && $0.document["id"]?.stringValue == id) }
            }
        }
    }

    private mutating func allocateEgress(_ made: JSONObject, _ input: JSONObject, _ exchange: RecordedExchange) {
        guard let name = input.text("appId"), input.text("machineId") == nil else {
            return leaveOut(exchange, "addresses that one machine goes out by")
        }
        let region = input["region"] ?? .null
        app(name, exchange) { app in
            let pair: JSON = ["v4": made["v4"] ?? .null, "v6": made["v6"] ?? .null]
            app.tell(address: ["ip_pair": pair, "egress": true, "region": region], exchange)
        }
    }

    private mutating func releaseEgress(_ gone: JSONObject, _ input: JSONObject, _ exchange: RecordedExchange) {
        guard let name = input.text("appId") else { return }
        app(name, exchange) { app in
            for address in [gone["v4"], gone["v6"], input["ip"]].compactMap({ $0?.stringValue }) {
                app.addresses.forget(address)
            }
        }
    }

    private mutating func setSecrets(_ input: JSONObject, _ exchange: RecordedExchange) {
        guard let name = input.text("appId") else { return }
        let set = (input["secrets"]?.arrayValue ?? []).compactMap { $0["key"]?.stringValue }
        app(name, exchange) { app in
            if input["replaceAll"] == true { app.secrets.removeAll { !set.contains($0.id) } }
            for secret in set { app.tell(secret: ["name": .string(secret)], exchange) }
        }
    }
}

extension JSONObject {
    /// The nodes of a connection, also of one that was asked for by its edges.
    fileprivate var nodes: [JSONObject] {
        if let nodes = self["nodes"]?.arrayValue { return nodes.compactMap(\.objectValue) }
        return (self["edges"]?.arrayValue ?? []).compactMap { $0["node"]?.objectValue }
    }

    /// What there is of these fields, under the names that REST has for them; nulls are left aside.
    fileprivate func renamed(_ names: KeyValuePairs<String, String>) -> JSONObject {
        var result: JSONObject = [:]
        for (theirs, ours) in names {
            if let value = self[theirs], !value.isNull { result[ours] = value }
        }
        return result
    }
}
