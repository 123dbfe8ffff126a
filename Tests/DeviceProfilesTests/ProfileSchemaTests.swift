import DeviceProfiles
import Foundation
import StrictYAML
import Testing
import TreadmillControl

/// config/devices/device-profile.schema.json says the same as the parser, for editors.
@Suite("The schema of profiles")
struct ProfileSchemaTests {
    // MARK: Words

    @Test(
        "Each enumeration has the words of the code, and no other",
        arguments: [
            ("properties.role.enum", DeviceRole.allCases.map(\.rawValue)),
            ("properties.evidence.enum", ProfileEvidence.allCases.map(\.rawValue)),
            ("$defs.variable.enum", CommandVariable.allCases.map(\.rawValue)),
            ("$defs.channel.properties.reg_type.enum", ModbusTable.allCases.map(\.rawValue)),
            ("$defs.channel.properties.format.enum", RegisterFormat.Kind.allCases.map(\.rawValue)),
            ("$defs.channel.properties.word_order.enum", RegisterFormat.WordOrder.allCases.map(\.rawValue)),
            ("$defs.channel.properties.unit.enum", DeviceUnit.allCases.filter { $0 != .none }.map(\.rawValue)),
            ("$defs.channel.properties.access.enum", Channel.Access.allCases.map(\.rawValue)),
            ("$defs.channel.properties.signal.enum", Signal.allCases.map(\.rawValue)),
        ])
    func words(path: String, words: [String]) throws {
        #expect(try Set(#require(Schema.value(path) as? [String])) == Set(words))
    }

    @Test("The conditions are those of the code")
    func flags() throws {
        #expect(try Schema.keys("$defs.status") == Set(StatusRule.Flag.allCases.map(\.rawValue)))
    }

    @Test("The function codes are those of the code")
    func functions() throws {
        let codes = try #require(Schema.value("$defs.modbus.properties.functions.items.enum") as? [Int])
        #expect(Set(codes) == Set(ModbusFunction.allCases.map(\.rawValue)))
    }

    @Test("The version is that of the code")
    func version() throws {
        #expect(try Schema.value("properties.profile_version.const") as? Int == ProfileFile.version)
    }

    // MARK: Keys

    /// A text in which a group has a key that nobody knows, so that the parser names those that it knows there.
    struct Group: Sendable, CustomTestStringConvertible {
        var schema: String
        var old: String
        var new: String
        var testDescription: String { schema.isEmpty ? "root" : schema }
    }

    static let groups: [Group] = [
        Group(schema: "", old: "role: belt", new: "role: belt\nqqqqqqqqqqqq: 1\nmodel: test"),
        Group(schema: "$defs.modbus", old: "[3, 16]", new: "[3, 16]\n  qqqqqqqqqqqq: 1"),
        Group(
            schema: "$defs.channel", old: "address: 17}",
            new: "address: 17, signal: sample_counter, sample_period_ms: 1, qqqqqqqqqqqq: 1}"),
        Group(
            schema: "$defs.condition", old: "{channel: error, is: 0}", new: "{channel: error, is: 0, qqqqqqqqqqqq: 1}"),
        Group(schema: "$defs.status", old: "status:\n", new: "status:\n  qqqqqqqqqqqq: {channel: error, is: 0}\n"),
        Group(schema: "$defs.setting", old: "value: 500}", new: "value: 500, qqqqqqqqqqqq: 1}"),
        Group(
            schema: "$defs.commands", old: "commands:\n",
            new: "commands:\n  reset: [{write: {control: 1}}]\n  qqqqqqqqqqqq: 1\n"),
        Group(
            schema: "$defs.step", old: "- write: {control: 1, setpoint: 0}",
            new: "- {write: {control: 1, setpoint: 0}, qqqqqqqqqqqq: 1}"),
        Group(schema: "$defs.watchdog", old: "{timer: silence_time}", new: "{timer: silence_time, qqqqqqqqqqqq: 1}"),
    ]

    @Test("Each group has the keys that the parser knows, and no other", arguments: groups)
    func keys(group: Group) throws {
        let text = try ProfileText.text(ProfileText.belt, changing: group.old, to: group.new)
        let problem = try #require(ProfileText.problems(text).first { $0.keyPath.hasSuffix("qqqqqqqqqqqq") })
        let known = try #require(problem.remedy.split(separator: "known here: ").last).split(separator: ", ").map(
            String.init)
        #expect(try Schema.keys(group.schema) == Set(known))
    }

    // MARK: Bounds

    @Test("Numbers end where the parser ends them", arguments: ["$defs.modbus", "$defs.channel"])
    func bounds(path: String) throws {
        let isModbus = path == "$defs.modbus"
        var count = 0
        for key in try Schema.keys(path).sorted() {
            let entry = try #require(Schema.value("\(path).properties.\(key)") as? [String: Any])
            guard let least = entry["minimum"] as? Double, let most = entry["maximum"] as? Double else { continue }
            func isRefused(_ number: Double) throws -> Bool {
                let value = "\(key): \(number.formatted(.number.grouping(.never).precision(.fractionLength(0...3))))"
                let counter = key == "sample_period_ms" ? "signal: sample_counter, " : ""
                let text = try ProfileText.text(
                    ProfileText.belt, changing: isModbus ? "[3, 16]" : "address: 17}",
                    to: isModbus ? "[3, 16]\n  \(value)" : "address: 17, \(counter)\(value)}")
                return ProfileText.problems(text).contains {
                    $0.keyPath.hasSuffix(key) && $0.reason.contains("out of bounds")
                }
            }
            let step = least == least.rounded() ? 1 : 0.01
            #expect(try !isRefused(least) && !isRefused(most), "\(key): \(least) to \(most)")
            #expect(try isRefused(least - step) && isRefused(most + 1), "\(key): beyond \(least) to \(most)")
            count += 1
        }
        #expect(count >= 5)
    }

    @Test("What may be left out of the modbus group stands for what the parser takes")
    func defaults() throws {
        let traits = try ProfileText.parse(ProfileText.belt).traits
        func standard(_ key: String) throws -> Int? {
            try Schema.value("$defs.modbus.properties.\(key).default") as? Int
        }
        #expect(try standard("max_read_registers") == traits.mostReadRegisters)
        #expect(try standard("max_write_registers") == traits.mostWriteRegisters)
        #expect(try standard("max_read_bits") == traits.mostReadBits)
        #expect(try standard("max_reg_hole") == traits.mostHole)
        #expect(try standard("guard_interval_us").map(Int64.init) == traits.guardInterval.nanoseconds / 1000)
        #expect(try standard("answer_delay_us").map(Int64.init) == traits.answerDelay.nanoseconds / 1000)
    }

    @Test("Every key says what it is for")
    func descriptions() throws {
        for path in [
            "", "$defs.modbus", "$defs.channel", "$defs.condition", "$defs.status", "$defs.setting", "$defs.commands",
        ] {
            for key in try Schema.keys(path) {
                let entry = try #require(
                    Schema.value(path.isEmpty ? "properties.\(key)" : "\(path).properties.\(key)") as? [String: Any])
                let target = (entry["$ref"] as? String).map { $0.replacing("#/", with: "").replacing("/", with: ".") }
                let described = try entry["description"] ?? target.flatMap { try Schema.value($0 + ".description") }
                #expect((described as? String ?? "").count > 5, "\(path) \(key)")
            }
        }
    }
}

/// The schema as JSON.
enum Schema {
    static let path = ShippedProfiles.folder.appendingPathComponent("device-profile.schema.json").path

    static func value(_ keyPath: String) throws -> Any {
        var value = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        for key in keyPath.split(separator: ".") {
            value = try #require((value as? [String: Any])?[String(key)], "the schema has no \(keyPath)")
        }
        return value
    }

    /// The keys of an object that the schema describes, whichever alternative has them.
    static func keys(_ keyPath: String) throws -> Set<String> {
        let object = try #require(value(keyPath) as? [String: Any])
        let alternatives = (object["oneOf"] as? [[String: Any]] ?? []) + [object]
        let groups = alternatives.compactMap { $0["properties"] as? [String: Any] }
        for alternative in alternatives where alternative["properties"] != nil {
            #expect(alternative["additionalProperties"] as? Bool == false, "\(keyPath) lets other keys pass")
        }
        return Set(groups.flatMap(\.keys))
    }
}
