package import OrderedJSON

extension MachineConfig {
    /// The virtual machine's size.
    package struct Guest: Sendable, Hashable {
        /// The kind of its CPUs.
        package let cpuKind: CPUKind
        /// How many CPUs.
        package let cpus: Int
        /// Memory in MiB.
        package let memoryMB: Int
        /// The ceiling of the memory balloon, where one is given.
        package let maxMemoryMB: Int?
        /// How many GPUs; 0 when only the kind is given.
        package let gpus: Int
        /// The kind of GPU, `a10` for example.
        package let gpuKind: String?

        package init(
            cpuKind: CPUKind = .shared, cpus: Int = 1, memoryMB: Int = 256, maxMemoryMB: Int? = nil, gpus: Int = 0,
            gpuKind: String? = nil
        ) {
            self.cpuKind = cpuKind
            self.cpus = cpus
            self.memoryMB = memoryMB
            self.maxMemoryMB = maxMemoryMB
            self.gpus = gpus
            self.gpuKind = gpuKind
        }

        /// Reads the wire's object; what is missing is shared, 1 CPU, 256 MiB for each.
        package init(_ json: JSON?) {
            let kind = json?["cpu_kind"]?.stringValue.flatMap(CPUKind.init(rawValue:)) ?? .shared
            let cpus = json?["cpus"]?.intValue ?? 1
            self.init(
                cpuKind: kind,
                cpus: cpus,
                memoryMB: json?["memory_mb"]?.intValue ?? kind.memoryRangeMB(cpus: cpus).lowerBound,
                maxMemoryMB: json?["max_memory_mb"]?.intValue,
                gpus: json?["gpus"]?.intValue ?? 0,
                gpuKind: json?["gpu_kind"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            )
        }

        /// Whether a GPU is asked for, by number or by kind.
        package var hasGPU: Bool { gpus > 0 || gpuKind != nil }
    }

    /// A volume at a path of the machine.
    package struct Mount: Sendable, Hashable {
        /// The volume's id; before it was resolved, perhaps its name.
        package let volume: String
        /// Where the volume is in the machine; absolute.
        package let path: String
        /// The volume's name, where it is given.
        package let name: String?
        /// Grow when this share of the volume is used; nil means never.
        package let extendThresholdPercent: Int?
        /// By how many GB it grows each time.
        package let addSizeGB: Int?
        /// The size in GB it never exceeds by growing.
        package let sizeLimitGB: Int?

        package init(_ json: JSON) {
            volume = json["volume"]?.stringValue ?? ""
            path = json["path"]?.stringValue ?? ""
            name = json["name"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            extendThresholdPercent = json["extend_threshold_percent"]?.intValue
            addSizeGB = json["add_size_gb"]?.intValue
            sizeLimitGB = json["size_gb_limit"]?.intValue
        }
    }

    /// What replaces parts of the image's command.
    package struct Init: Sendable, Hashable {
        /// The whole command, in place of what the platform's init would run.
        package let exec: [String]?
        /// In place of the image's entrypoint.
        package let entrypoint: [String]?
        /// In place of the image's arguments.
        package let cmd: [String]?
        /// Whether a terminal is attached.
        package let tty: Bool
        /// Swap space in MiB.
        package let swapSizeMB: Int?

        package init(_ json: JSON?) {
            exec = json?["exec"].flatMap(words)
            entrypoint = json?["entrypoint"].flatMap(words)
            cmd = json?["cmd"].flatMap(words)
            tty = json?["tty"]?.boolValue ?? false
            swapSizeMB = json?["swap_size_mb"]?.intValue
        }
    }

    /// One of several commands in one machine.
    package struct Process: Sendable, Hashable {
        /// The whole command, in place of what the platform's init would run.
        package let exec: [String]?
        /// In place of the image's entrypoint.
        package let entrypoint: [String]?
        /// In place of the image's arguments.
        package let cmd: [String]?
        /// Whom it runs as; nil leaves it to the image.
        package let user: String?

        package init(_ json: JSON) {
            exec = json["exec"].flatMap(words)
            entrypoint = json["entrypoint"].flatMap(words)
            cmd = json["cmd"].flatMap(words)
            user = json["user"]?.stringValue
        }
    }

    /// How often a scheduled machine is started.
    package enum Schedule: String, Sendable, Hashable, CaseIterable {
        case hourly, daily, weekly, monthly

        /// The interval between two starts; a month counts 30 days (chosen).
        package var interval: Duration {
            switch self {
            case .hourly: .seconds(3600)
            case .daily: .seconds(86400)
            case .weekly: .seconds(7 * 86400)
            case .monthly: .seconds(30 * 86400)
            }
        }
    }
}

/// The texts of an array; nil for anything else.
private func words(_ json: JSON) -> [String]? {
    json.arrayValue?.map { $0.stringValue ?? "" }
}
