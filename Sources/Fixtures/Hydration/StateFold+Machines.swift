import OrderedJSON

extension StateFold {
    /// `/v1/apps/{app}/machines…`
    mutating func addMachines(_ exchange: RecordedExchange, of name: String, _ rest: [String]) {
        guard let id = rest.first else { return addMachineDocuments(exchange, of: name) }
        switch rest.dropFirst().first {
        case nil where exchange.method == "DELETE":
            machine(id, of: name, exchange) { $0.destroy() }
        case nil:
            guard let document = exchange.document, document.text("id") == id else {
                return leaveOut(exchange, "the answer of \(exchange.method) \(exchange.pathText) is no machine")
            }
            app(name, exchange) { app in
                app.tell(machine: id, document, isWhole: true, exchange)
                if !exchange.isRead { app.noteRequest(of: id, exchange) }
            }
        case let action?: addAction(action, exchange, of: name, id, key: rest.dropFirst(2).first)
        }
    }

    private mutating func addMachineDocuments(_ exchange: RecordedExchange, of name: String) {
        guard !exchange.isRead else {
            return app(name, exchange) { app in
                for document in exchange.documents() {
                    guard let id = document.text("id") else { continue }
                    // The short form has no configuration.
                    app.tell(machine: id, document, isWhole: document["config"]?.objectValue != nil, exchange)
                }
            }
        }
        guard let document = exchange.document, let id = document.text("id") else {
            return leaveOut(exchange, "the answer of \(exchange.method) \(exchange.pathText) is no machine")
        }
        app(name, exchange) { app in
            app.tell(machine: id, document, isWhole: true, exchange)
            app.noteRequest(of: id, exchange)
        }
    }

    private mutating func addAction(
        _ action: String, _ exchange: RecordedExchange, of name: String, _ id: String, key: String?
    ) {
        switch action {
        case "start":
            let before = exchange.document?.text("previous_state")
            machine(id, of: name, exchange) { $0.start(from: before) }
        case "stop": machine(id, of: name, exchange) { $0.stop() }
        case "suspend": machine(id, of: name, exchange) { $0.suspend() }
        case "restart": machine(id, of: name, exchange) { $0.restart() }
        case "cordon": machine(id, of: name, exchange) { $0.cordon(true) }
        case "uncordon": machine(id, of: name, exchange) { $0.cordon(false) }
        case "wait":
            guard let document = exchange.document, let state = document.text("state") else { return }
            let version = document.text("version")
            machine(id, of: name, exchange) { machine in
                // A version that was replaced says nothing of the machine.
                if version == nil || version == machine.document.text("instance_id") { machine.become(state) }
            }
        case "events":
            machine(id, of: name, exchange) { $0.tell(events: exchange.answer?.arrayValue ?? []) }
        case "versions":
            machine(id, of: name, exchange) { $0.tell(versions: exchange.answer?.arrayValue ?? []) }
        case "metadata": addMetadata(exchange, of: name, id, key: key)
        case "lease":
            if exchange.method == "POST" {
                leaveOut(exchange, "the lease of machine \(id): its nonce is not in a recording")
            }
        // They leave nothing behind, or nothing that is known.
        case "exec", "ps", "signal": break
        case "memory":
            if !exchange.isRead { leaveOut(exchange, "the memory limit of machine \(id)") }
        default: leaveOut(exchange)
        }
    }

    private mutating func addMetadata(
        _ exchange: RecordedExchange, of name: String, _ id: String, key: String?
    ) {
        let (request, answer) = (exchange.request, exchange.document)
        machine(id, of: name, exchange) { machine in
            switch (exchange.method, key) {
            case ("GET", nil): if let answer { machine.replaceMetadata(answer) }
            case ("GET", let key?): if let value = answer?["value"] { machine.setMetadata(key, value) }
            case ("DELETE", let key?): machine.setMetadata(key, nil)
            case ("POST", let key?): machine.setMetadata(key, request["value"])
            case ("PUT", nil), ("PATCH", nil):
                for member in request["metadata"]?.objectValue ?? [:] { machine.setMetadata(member.key, member.value) }
            default: break
            }
        }
    }

    /// Changes what is known of a machine, also of one that no answer has shown yet.
    mutating func machine(
        _ id: String, of name: String, _ exchange: RecordedExchange, _ change: (inout RecordedMachine) -> Void
    ) {
        app(name, exchange) { $0.machine(id, exchange, change) }
    }
}

extension RecordedApp {
    mutating func machine(_ id: String, _ exchange: RecordedExchange, _ change: (inout RecordedMachine) -> Void) {
        if let index = machines.firstIndex(where: { $0.id == id }) {
            machines[index].entry = exchange.entry
            return change(&machines[index])
        }
        var machine = RecordedMachine(id: id, entry: exchange.entry, at: exchange.at)
        change(&machine)
        machines.append(machine)
    }

    mutating func tell(machine id: String, _ document: JSONObject, isWhole: Bool, _ exchange: RecordedExchange) {
        machine(id, exchange) { $0.tell(document, isWhole: isWhole) }
    }

    /// What only the request of a create or an update says.
    fileprivate mutating func noteRequest(of id: String, _ exchange: RecordedExchange) {
        machine(id, exchange) { machine in
            machine.skipsLaunch = exchange.request["skip_launch"] == true
            if exchange.request["skip_service_registration"] == true { machine.cordon(true) }
        }
    }
}

/// What a client was told it has brought about, where no document says so.
extension RecordedMachine {
    mutating func start(from before: String?) {
        switch before ?? state {
        case "started", "starting": break
        case let before:
            if let before { become(before) }
            become("starting")
        }
    }

    mutating func stop() {
        if !["stopped", "stopping", "created", "failed"].contains(state) { become("stopping") }
    }

    mutating func suspend() {
        if !["suspended", "suspending"].contains(state) { become("suspending") }
    }

    mutating func restart() {
        become(["stopped", "suspended", "failed"].contains(state) ? "starting" : "restarting")
    }

    mutating func destroy() {
        if state != "destroyed" { become("destroying") }
    }
}
