import OrderedJSON

/// A machine about to be created: what the flags and the file say together.
struct MachineDraft: Equatable {
    let config: JSON
    let name: String?
    let region: String?
    let skipLaunch: Bool

    /// - Parameters:
    ///   - file: the document of `--config-file`: a configuration, or a request that holds one under `config`.
    ///   - image: the argument; nil when the file is to name it.
    init(
        options: MachineConfigOptions, placement: PlacementOptions, file: JSON?, image: String?
    ) throws(CommandFailure) {
        let request = file.flatMap { $0["config"] == nil ? Optional.none : $0 }
        let base = request?["config"] ?? file ?? .object([:])
        guard let object = base.objectValue else { throw .usage("the configuration is no JSON object") }
        config = options.config(over: object, image: image)
        name = placement.name ?? request?["name"]?.stringValue
        region = placement.region ?? request?["region"]?.stringValue
        skipLaunch = placement.skipLaunch || request?["skip_launch"]?.boolValue == true
        guard config["image"] != nil || config["containers"] != nil else {
            throw .usage("no image; give it after the app's name, or in --config-file")
        }
        if options.autostop != nil, config["services"]?.arrayValue?.isEmpty ?? true {
            throw .usage("--autostop needs a service; publish a port with --port")
        }
    }
}
