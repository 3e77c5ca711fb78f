import FlyWire
import OrderedJSON

extension App: Tabular {
    static var columns: [String] { ["NAME", "STATUS", "ORGANIZATION", "MACHINES", "VOLUMES"] }
    var cells: [String] {
        [name, status ?? "", organization ?? "", number(machineCount), number(volumeCount)]
    }
}

extension IPAddress: Tabular {
    static var columns: [String] { ["ADDRESS", "TYPE", "REGION", "NETWORK", "CREATED", "ID"] }
    var cells: [String] { [address, type, region ?? "", network ?? "", createdAt ?? "", id ?? ""] }
}

extension Volume: Tabular {
    static var columns: [String] { ["ID", "NAME", "STATE", "REGION", "SIZE", "MACHINE", "CREATED"] }
    var cells: [String] {
        [
            id, name, state ?? "", region ?? "", sizeGB.map { "\($0)GB" } ?? "", attachedMachineID ?? "",
            createdAt ?? "",
        ]
    }
}

extension Machine: Tabular {
    static var columns: [String] { ["ID", "NAME", "STATE", "REGION", "IMAGE", "PRIVATE IP", "UPDATED"] }
    var cells: [String] {
        [id, name, state, region ?? "", image ?? "", privateIP ?? "", updatedAt ?? ""]
    }
}

extension MachineEvent: Tabular {
    static var columns: [String] { ["TIME", "TYPE", "STATUS", "SOURCE", "EXIT", "ID"] }
    var cells: [String] {
        [
            timestamp.map { WallTime(milliseconds: $0).rfc3339 } ?? "", type, status ?? "", source ?? "",
            number(exitCode), id ?? "",
        ]
    }
}

extension Release: Tabular {
    static var columns: [String] { ["VERSION", "STATUS", "IMAGE", "STRATEGY", "USER", "CREATED", "ID"] }
    var cells: [String] {
        [number(version), status ?? "", image ?? "", strategy ?? "", user ?? "", createdAt ?? "", id]
    }
}

extension Region: Tabular {
    static var columns: [String] { ["CODE", "NAME", "AREA", "GATEWAY", "CAPACITY"] }
    var cells: [String] {
        [code, name ?? "", area ?? "", gateway.map { $0 ? "yes" : "no" } ?? "", number(capacity)]
    }
}

extension World: Tabular {
    static var columns: [String] { ["NAME", "APPS", "MACHINES", "CREATED"] }
    var cells: [String] { [name, number(apps), number(machines), createdAt ?? ""] }
}

extension ClockReading: Tabular {
    static var columns: [String] { ["NOW", "MODE", "SPEED", "STEPPING", "PENDING"] }
    var cells: [String] {
        [now, mode ?? "", speed.map { JSON.double($0).text } ?? "", stepping ?? "", number(pending)]
    }
}

private func number(_ value: Int?) -> String {
    value.map(String.init) ?? ""
}
