import FlyWire
import OrderedJSON

/// What fell due, one a line, and the time it then is.
extension ClockAdvance: Presentable {
    var text: String {
        let rows = fired.map { firing in
            let change = [firing.from, firing.to].compactMap { $0 }.joined(separator: " -> ")
            return [firing.at ?? "", firing.kind, firing.app ?? "", firing.machine ?? "", change, firing.cause ?? ""]
        }
        let table = Table(columns: ["AT", "KIND", "APP", "MACHINE", "CHANGE", "CAUSE"], rows: rows)
        return (rows.isEmpty ? "" : table.text + "\n") + "now \(now)"
    }
}
