/// The structs of a machine's config (documented: the OpenAPI document's `fly.*` schemas and their later revisions).
///
/// Keys that are not listed are kept and not looked at.
extension ConfigType {
    static let config = structure(
        ConfigStruct(
            "MachineConfig",
            [
                "image": .string, "env": .map(.string), "guest": guest, "size": .string, "init": initialisation,
                "processes": .array(process), "services": .array(service), "checks": .map(topLevelCheck),
                "mounts": .array(mount), "metadata": .map(.string), "files": .array(file), "restart": restart,
                "auto_destroy": .bool, "schedule": .word(["hourly", "daily", "weekly", "monthly"]),
                "stop_config": stop, "dns": dns, "metrics": metrics, "statics": .array(statics),
                "standbys": .array(.string), "containers": .array(container), "volumes": .array(scratchVolume),
                "rootfs": rootfs, "cache_drive": cacheDrive, "spot": spot, "disable_machine_autostart": .bool,
            ]))

    static let guest = structure(
        ConfigStruct(
            "MachineGuest",
            [
                "cpu_kind": .string, "cpus": .int, "memory_mb": .int, "max_memory_mb": .int, "gpus": .count,
                "gpu_kind": .word(["a100-pcie-40gb", "a100-sxm4-80gb", "l40s", "a10"]),
                "host_dedication_id": .string, "persist_rootfs": .word(["never", "always", "restart"]),
                "kernel_args": .array(.string), "required_host_features": .array(.string),
            ]))

    private static let strings = ConfigType.array(.string)

    private static let initialisation = structure(
        ConfigStruct(
            "MachineInit",
            [
                "exec": strings, "entrypoint": strings, "cmd": strings, "tty": .bool, "swap_size_mb": .count,
                "kernel_args": strings,
            ]))

    private static let process = structure(
        ConfigStruct(
            "MachineProcess",
            [
                "exec": strings, "entrypoint": strings, "cmd": strings, "user": .string, "env": .map(.string),
                "secrets": .array(secret), "ignore_app_secrets": .bool, "env_from": .array(envFrom),
            ]))

    private static let secret = structure(ConfigStruct("MachineSecret", ["env_var": .string, "name": .string]))

    private static let envFrom = structure(
        ConfigStruct(
            "EnvFrom",
            [
                "env_var": .string,
                "field_ref": .word(["id", "version", "app_name", "private_ip", "region", "image"]),
            ]))

    private static let mount = structure(
        ConfigStruct(
            "MachineMount",
            [
                "volume": .string, "path": .string, "name": .string, "encrypted": .bool, "size_gb": .int,
                "extend_threshold_percent": .int, "add_size_gb": .int, "size_gb_limit": .int,
                "add_size_percent": .int, "min_add_size_gb": .int,
            ]))

    private static let file = structure(
        ConfigStruct(
            "File",
            [
                "guest_path": .string, "raw_value": .string, "secret_name": .string, "image_config": .string,
                "mode": .unsigned,
            ]))

    private static let restart = structure(
        ConfigStruct(
            "MachineRestart",
            [
                "policy": .word(["no", "always", "on-failure", "spot-price"]), "max_retries": .count,
                "gpu_bid_price": .float,
            ]))

    private static let stop = structure(
        ConfigStruct(
            "StopConfig",
            [
                "timeout": .duration,
                "signal": .word(["SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGTERM"]),
            ]))

    private static let dns = structure(
        ConfigStruct(
            "DNSConfig",
            [
                "skip_registration": .bool, "nameservers": strings, "searches": strings,
                "options": .array(.structure(ConfigStruct("dnsOption", ["name": .string, "value": .string]))),
                "dns_forward_rules": .array(
                    .structure(ConfigStruct("dnsForwardRule", ["basename": .string, "addr": .string]))),
                "hostname": .string, "hostname_fqdn": .string,
            ]))

    private static let metrics = structure(
        ConfigStruct("MachineMetrics", ["port": .port, "path": .string, "https": .bool]))

    private static let statics = structure(
        ConfigStruct(
            "Static",
            [
                "guest_path": .string, "url_prefix": .string, "tigris_bucket": .string, "index_document": .string,
            ]))

    private static let scratchVolume = structure(
        ConfigStruct(
            "VolumeConfig",
            [
                "name": .string, "image": .string,
                "temp_dir": .structure(
                    ConfigStruct(
                        "TempDirVolume", ["storage_type": .word(["disk", "memory"]), "size_mb": .count])),
            ]))

    /// `persist` is a word or one of its older spellings, an integer; see `ConfigRules`.
    private static let rootfs = structure(ConfigStruct("MachineRootfs", ["persist": .any, "size_gb": .count]))
    private static let cacheDrive = structure(ConfigStruct("MachineCacheDrive", ["size_mb": .count]))
    private static let spot = structure(ConfigStruct("MachineSpot", ["max_price_fraction": .float]))
}

extension ConfigType {
    private static let service = structure(
        ConfigStruct(
            "MachineService",
            [
                "protocol": .word(["tcp", "udp"]), "internal_port": .port, "ports": .array(servicePort),
                "concurrency": concurrency, "autostart": .bool, "autostop": .autostop,
                "min_machines_running": .count, "checks": .array(serviceCheck), "force_instance_key": .string,
                "force_instance_description": .string,
            ]))

    private static let concurrency = structure(
        ConfigStruct(
            "MachineServiceConcurrency",
            ["type": .word(["connections", "requests"]), "soft_limit": .count, "hard_limit": .count]))

    private static let servicePort = structure(
        ConfigStruct(
            "MachinePort",
            [
                "port": .port, "start_port": .port, "end_port": .port, "handlers": .array(.string),
                "force_https": .bool, "tls_options": tlsOptions, "http_options": httpOptions,
                "proxy_proto_options": .structure(
                    ConfigStruct("ProxyProtoOptions", ["version": .word(["v1", "v2"])])),
            ]))

    private static let tlsOptions = structure(
        ConfigStruct(
            "TLSOptions",
            [
                "alpn": .array(.string), "versions": .array(.word(["TLSv1.2", "TLSv1.3"])),
                "default_self_signed": .bool,
            ]))

    private static let httpOptions = structure(
        ConfigStruct(
            "HTTPOptions",
            [
                "compress": .bool, "h2_backend": .bool, "idle_timeout": .count, "headers_read_timeout": .count,
                "response": .structure(
                    ConfigStruct("HTTPResponseOptions", ["headers": .map(.any), "pristine": .bool])),
                "replay_cache": .array(replayCache),
            ]))

    private static let replayCache = structure(
        ConfigStruct(
            "ReplayCache",
            [
                "path_prefix": .string, "ttl_seconds": .count, "type": .word(["cookie", "header"]), "name": .string,
                "allow_bypass": .bool,
            ]))

    private static let topLevelCheck = structure(
        ConfigStruct("MachineCheck", checkFields.merging(["kind": .word(["informational", "readiness"])]) { $1 }))

    private static let serviceCheck = structure(ConfigStruct("MachineServiceCheck", checkFields))

    private static let checkFields: [String: ConfigType] = [
        "type": .word(["tcp", "http"]), "port": .port, "interval": .duration, "timeout": .duration,
        "grace_period": .duration, "method": .string, "path": .string, "protocol": .word(["http", "https"]),
        "tls_skip_verify": .bool, "tls_server_name": .string, "headers": .array(header),
    ]

    private static let header = structure(
        ConfigStruct("MachineHTTPHeader", ["name": .string, "values": .array(.string)]))
}

extension ConfigType {
    private static let container = structure(
        ConfigStruct(
            "ContainerConfig",
            [
                "name": .string, "image": .string, "exec": strings, "entrypoint": strings, "cmd": strings,
                "user": .string, "env": .map(.string), "secrets": .array(secret), "env_from": .array(envFrom),
                "files": .array(file), "restart": restart, "stop": stop, "depends_on": .array(dependency),
                "healthchecks": .array(healthcheck),
                "mounts": .array(.structure(ConfigStruct("ContainerMount", ["name": .string, "path": .string]))),
            ]))

    private static let dependency = structure(
        ConfigStruct(
            "ContainerDependency",
            ["name": .string, "condition": .word(["exited_successfully", "healthy", "started"])]))

    /// Its times are whole seconds, unlike everywhere else.
    private static let healthcheck = structure(
        ConfigStruct(
            "ContainerHealthcheck",
            [
                "name": .string, "interval": .count, "timeout": .count, "grace_period": .count,
                "success_threshold": .count, "failure_threshold": .count, "kind": .word(["readiness", "liveness"]),
                "unhealthy": .word(["stop"]), "http": httpHealthcheck,
                "tcp": .structure(ConfigStruct("TCPHealthcheck", ["port": .port])),
                "exec": .structure(ConfigStruct("ExecHealthcheck", ["command": strings])),
            ]))

    private static let httpHealthcheck = structure(
        ConfigStruct(
            "HTTPHealthcheck",
            [
                "port": .port, "method": .string, "path": .string, "headers": .array(header),
                "scheme": .word(["http", "https"]), "tls_skip_verify": .bool, "tls_server_name": .string,
            ]))
}
