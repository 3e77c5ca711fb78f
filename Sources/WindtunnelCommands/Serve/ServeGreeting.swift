import FixtureServing
import Windtunnel

/// What `serve` says when it is ready: where everything is, and how to point clients at it.
struct ServeGreeting {
    let emulator: RunningWindtunnel
    let configuration: WindtunnelConfiguration

    var text: String {
        """
        Windtunnel is up at \(emulator.url) (https on \(emulator.httpsPort), proxy on \(emulator.proxyPort)), \(storage)
          point this shell at it:   eval "$(windtunnel env\(environmentFlag))"
          or a client by hand:      FLY_API_HOSTNAME=\(emulator.url) FLY_FLAPS_BASE_URL=\(emulator.url) \
        FLY_API_BASE_URL=\(emulator.url)
          the apps you make answer: \(emulator.url)/_app/APP/ and http://APP.localhost:\(emulator.httpPort)/\(published)\(recording)
          authority for https:      \(emulator.certificateAuthority)
        """
    }

    private var published: String {
        emulator.published.sorted { $0.key < $1.key }
            .map { "\n  \($0.key) is published at:  \(configuration.host):\($0.value)" }.joined()
    }

    private var recording: String {
        guard let fixtures = configuration.fixtures else { return "" }
        return switch fixtures.purpose {
        case .record:
            "\n  recording into:           \(fixtures.file), from \(fixtures.upstreams?.description ?? "nobody")"
        case .replay: "\n  answering from:           \(fixtures.file)"
        }
    }

    private var storage: String {
        switch configuration.storage {
        case .memory: "state in memory"
        case .folder(let folder): "state in \(folder)"
        }
    }

    /// What `windtunnel env` needs to be told to find this emulator.
    private var environmentFlag: String {
        switch configuration.storage {
        case .folder(PortFile.defaultFolder): return ""
        case .folder(let folder): return " --data \(ShellText.quoted(folder))"
        case .memory:
            guard let portFile = configuration.portFile else { return " --url \(emulator.url)" }
            return " --port-file \(ShellText.quoted(portFile))"
        }
    }
}
