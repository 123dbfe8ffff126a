import StrictYAML
import TreadmillControl

/// Profiles of devices as YAML; docs/device-profiles.md says what may stand in one, and
/// config/devices/device-profile.schema.json says it to editors.
public enum ProfileFile {
    /// The version of the format that this program reads.
    public static let version = 1

    /// Reads a profile from text.
    ///
    /// - Parameters:
    ///   - name: of the device, as rigs refer to it.
    ///   - file: what problems call it.
    public static func parse(text: String, name: String, file: String) throws(YAMLProblems) -> DeviceProfile {
        try readYAML(text, file: file) { profile($0, name: name) }
    }

    /// Reads a profile from a file; its name is that of the file without its ending.
    public static func load(path: String) throws(YAMLProblems) -> DeviceProfile {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let name = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
        return try readYAMLFile(path: path) { profile($0, name: name) }
    }

    private static func profile(_ root: YAMLMapping, name: String) -> DeviceProfile? {
        let version = root.required("profile_version", .integer(in: Self.version...Self.version))
        let title = root.required("title", .text(atMost: 100))
        let role: DeviceRole? = root.required("role", .word)
        let source = root.required("source", .text(atMost: 500))
        let evidence: ProfileEvidence? = root.required("evidence", .word)
        let model = root.optional("model", .identifier)
        let hint = root.optional("silence_hint", .text(atMost: 500))
        let traits = root.required(group: "modbus", traits)
        let channels = root.required(namedGroups: "channels", ChannelSection.channel)
        guard version != nil, let title, let role, let source, let evidence, let traits, let channels else {
            root.disregardOtherKeys()
            return nil
        }
        let reader = CommandSections(role: role, channels: channels)
        let profile = DeviceProfile(
            name: name, title: title, role: role, source: source, evidence: evidence, model: model, silenceHint: hint,
            traits: traits, channels: channels, status: root.optional(group: "status", reader.status) ?? [],
            setup: root.list("setup", reader.setupStep), motion: reader.motion(root))
        ProfileRules(profile: profile, root: root).check()
        return profile
    }

    private static func traits(_ mapping: YAMLMapping) -> ModbusTraits? {
        var traits = ModbusTraits()
        if let functions = mapping.list("functions", of: .function) {
            traits.functions = Set(functions)
        } else if !mapping.has("functions") {
            mapping.note("the key \"functions\" is missing", remedy: "list the function codes that the device knows")
        }
        func count(_ key: String, _ range: ClosedRange<Int>, _ standard: Int) -> Int {
            mapping.optional(key, .integer(in: range), default: standard) ?? standard
        }
        traits.mostReadRegisters = count("max_read_registers", 1...125, 125)
        traits.mostWriteRegisters = count("max_write_registers", 1...123, 123)
        traits.mostReadBits = count("max_read_bits", 1...2000, 2000)
        traits.mostHole = count("max_reg_hole", 0...125, 0)
        traits.guardInterval = .microseconds(Int64(count("guard_interval_us", 0...50_000, 0)))
        traits.answerDelay = .microseconds(Int64(count("answer_delay_us", 0...500_000, 0)))
        return traits
    }
}
