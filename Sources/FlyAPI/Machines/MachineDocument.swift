import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// A machine as it stands on the wire (reference/machines-rest.md, section 3.1): stored documents are spliced in as they
/// are, nothing is decoded but the checks of the configuration.
enum MachineDocument {
    static func bytes(of view: MachineView) throws -> [UInt8] {
        try answer(of: view).bytes
    }

    /// The document, and until when it holds if nothing happens.
    static func answer(of view: MachineView) throws -> RenderedCache.Answer {
        let machine = view.machine
        let checks = try view.checks()
        var writer = JSONWriter(capacity: machine.config.utf8.count + 2048)
        writer.beginObject()
        writeHead(of: machine, to: &writer)
        // A host that cannot be reached cannot be asked what runs on it (section 3.1).
        let isKnown = machine.hostStatus == .ok
        if isKnown {
            writer.key("config")
            writer.raw(machine.config.utf8)
        }
        writer.key("incomplete_config")
        if isKnown { writer.null() } else { writer.raw(machine.config.utf8) }
        writer.key("image_ref")
        writer.raw(machine.imageRef.utf8)
        writer.field("created_at", machine.createdAt.rfc3339)
        writer.field("updated_at", machine.updatedAt.rfc3339)
        write(checks.statuses, to: &writer)
        writer.key("events")
        writer.beginArray()
        for event in view.events { EventDocument.write(event, to: &writer) }
        writer.endArray()
        writer.field("host_status", machine.hostStatus.rawValue)
        if machine.cordoned { writer.field("cordoned", true) }
        if let nonce = view.nonce { writer.field("nonce", nonce) }
        writeLease(of: view, to: &writer)
        writer.endObject()
        return RenderedCache.Answer(bytes: writer.bytes, freshUntil: checks.freshUntil)
    }

    /// The short form of a list with `summary=true`.
    static func summary(of view: MachineView) -> [UInt8] {
        let machine = view.machine
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writeHead(of: machine, to: &writer)
        writer.key("image_ref")
        writer.raw(machine.imageRef.utf8)
        writer.field("created_at", machine.createdAt.rfc3339)
        writer.field("updated_at", machine.updatedAt.rfc3339)
        writeLease(of: view, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func writeHead(of machine: MachineRecord, to writer: inout JSONWriter) {
        writer.field("id", machine.id.rawValue)
        writer.field("name", machine.name)
        writer.field("state", machine.state.rawValue)
        writer.field("region", machine.region.rawValue)
        writer.field("instance_id", machine.instanceID)
        writer.field("version", machine.instanceID)
        writer.field("private_ip", machine.privateIP)
    }

    /// The lease without its nonce, which is its holder's secret. A summary shows it too when it was asked for (chosen).
    private static func writeLease(of view: MachineView, to writer: inout JSONWriter) {
        guard let lease = view.lease else { return }
        writer.field(
            "lease",
            [
                "description": .string(lease.description), "expires_at": .int(lease.expiresAt.seconds),
                "owner": .string(lease.owner),
            ]
        )
    }

    private static func write(_ checks: [CheckStatus], to writer: inout JSONWriter) {
        guard !checks.isEmpty else { return }
        writer.key("checks")
        writer.beginArray()
        for check in checks {
            writer.beginObject()
            writer.field("name", check.name)
            writer.field("status", check.word.rawValue)
            writer.field("output", check.output)
            writer.field("updated_at", check.updatedAt.rfc3339Milliseconds)
            writer.endObject()
        }
        writer.endArray()
    }
}

/// An event on the wire (section 3.10).
enum EventDocument {
    static func write(_ event: EventRecord, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", event.id)
        writer.field("type", event.type)
        writer.field("status", event.status)
        if let request = event.request {
            writer.key("request")
            writer.raw(request.utf8)
        }
        writer.field("source", event.source)
        writer.field("timestamp", Int(event.timestamp.milliseconds))
        writer.endObject()
    }
}
