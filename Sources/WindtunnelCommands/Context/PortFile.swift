import OrderedJSON

/// Where a running emulator listens, as it tells in the file `ports.json` of its data folder:
/// `{"http":4280,"https":4243,"proxy":4281,"pid":1,"ca":"/…/ca.pem"}`.
struct PortFile: Equatable {
    /// The file's name in a data folder.
    static let name = "ports.json"
    /// The data folder that is looked into unless another is named.
    static let defaultFolder = ".windtunnel"

    let httpPort: Int
    let proxyPort: Int?
    /// The path of the authority's certificate in PEM.
    let certificateAuthority: String?

    var url: String { "http://127.0.0.1:\(httpPort)" }

    /// - Parameter path: named in the failure.
    init(json: JSON, path: String) throws(CommandFailure) {
        guard let port = json["http"]?.intValue else { throw .usage("\(path) is no port file: it has no \"http\"") }
        httpPort = port
        proxyPort = json["proxy"]?.intValue
        certificateAuthority = json["ca"]?.stringValue
    }

    /// - Returns: nil when there is no such file.
    init?(at path: String, in context: CommandContext) throws(CommandFailure) {
        guard try context.contents(of: path) != nil else { return nil }
        self = try PortFile(json: context.document(in: path), path: path)
    }
}
