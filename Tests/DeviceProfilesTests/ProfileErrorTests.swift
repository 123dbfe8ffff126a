import DeviceProfiles
import StrictYAML
import Testing

@Suite("Mistakes in profiles are named with line, key and remedy")
struct ProfileErrorTests {
    static let channels: [ProfileMistake] = [
        ProfileMistake(
            "4xxxx notation", "address: 17}", "address: 40018}", line: "error:", key: "channels.error.address",
            "counted from 1", "write the address on the wire, 17"),
        ProfileMistake(
            "six-digit notation", "address: 17}", "address: 400018}", line: "error:", key: "channels.error.address",
            "not an address on the wire", "400018 is 17"),
        ProfileMistake(
            "beyond 65535", "address: 17}", "address: 65536}", line: "error:", key: "channels.error.address",
            "\"65536\" is not an address", "0 to 65535"),
        ProfileMistake(
            "32 bits beyond the last address", "address: 17}", "address: 65535, format: s32}", line: "error:",
            key: "channels.error.address", "ends beyond address 65535", "correct the address"),
        ProfileMistake(
            "a key misspelt", "scale: 0.01, unit: Hz, signal", "scael: 0.01, unit: Hz, signal", line: "output:",
            key: "channels.output.scael", "not a known key", "did you mean \"scale\"?"),
        ProfileMistake(
            "a table that is none", "reg_type: holding, address: 17", "reg_type: holdng, address: 17", line: "error:",
            key: "channels.error.reg_type", "\"holdng\" is not known", "did you mean \"holding\"?"),
        ProfileMistake(
            "writing an input register", "error: {reg_type: holding, address: 17}",
            "error: {reg_type: input, address: 17, access: read_write}", line: "error:", key: "channels.error.access",
            "the table \"input\" cannot be written", "a coil or holding register"),
        ProfileMistake(
            "bits of 32 bits", "bits: 0-1,", "bits: 0-1, format: u32,", line: "state:", key: "channels.state.bits",
            "out of one register", "format: u16"),
        ProfileMistake(
            "bits that are written", "bits: 0-1,", "bits: 0-1, access: read_write,", line: "state:",
            key: "channels.state.access", "only read", "write the whole register"),
        ProfileMistake(
            "bit 16", "bits: 0-1,", "bits: 16,", line: "state:", key: "channels.state.bits", "names no bits", "0 to 15"),
        ProfileMistake(
            "bits from high to low", "bits: 0-1,", "bits: 7-4,", line: "state:", key: "channels.state.bits",
            "names no bits", "as in 4-7"),
        ProfileMistake(
            "the words of one register", "address: 17}", "address: 17, word_order: big_endian}", line: "error:",
            key: "channels.error.word_order", "no order of words", "remove"),
        ProfileMistake(
            "a scale of nothing", "address: 17}", "address: 17, scale: 0}", line: "error:", key: "channels.error.scale",
            "read the same", "not 0"),
        ProfileMistake(
            "a range upside down", "min: 0, max: 60", "min: 60, max: 0", line: "setpoint:",
            key: "channels.setpoint.min",
            "min is above max", "swap"),
        ProfileMistake(
            "speed in newtons", "unit: Hz, signal", "unit: N, signal", line: "output:", key: "channels.output.signal",
            "in the unit N says nothing", "m/s"),
        ProfileMistake(
            "speed in no unit", "unit: Hz, signal", "signal", line: "output:", key: "channels.output.signal",
            "in no unit says nothing", "Hz"),
        ProfileMistake(
            "a name that commands use", "error: {", "speed: {", line: "speed:", key: "channels.speed",
            "a word of commands", "speed_setpoint"),
        ProfileMistake(
            "a counter in thousandths", "address: 17}",
            "address: 17, scale: 0.001, signal: sample_counter, sample_period_ms: 1}", line: "error:",
            key: "channels.error.signal", "counts in 16 bits", "without scale"),
        ProfileMistake(
            "a counter of an unknown rate", "address: 17}", "address: 17, signal: sample_counter}", line: "error:",
            key: "channels.error", "\"sample_period_ms\" is missing", "0.1 to 1000 ms"),
        ProfileMistake(
            "verifying what cannot be read", "max: 60, access: write", "max: 60, access: write, verify_readback: true",
            line: "setpoint:", key: "channels.setpoint.verify_readback", "read and written", "read_write"),
        ProfileMistake(
            "a signal that is never read", "signal: belt_speed}", "signal: belt_speed, access: write}", line: "output:",
            key: "channels.output.signal", "must be read", "access: read"),
        ProfileMistake(
            "polled once in an hour", "address: 17}", "address: 17, poll_interval_ms: 3600000}", line: "error:",
            key: "channels.error.poll_interval_ms", "out of bounds", "0 to 60000"),
    ]

    static let wholes: [ProfileMistake] = [
        ProfileMistake(
            "another version", "profile_version: 1", "profile_version: 2", line: "profile_version:",
            key: "profile_version", "2 is out of bounds", "1 to 1"),
        ProfileMistake(
            "no source", "source: A manual, page 1\n", "", line: "profile_version:", key: "", "\"source\" is missing",
            "add \"source\""),
        ProfileMistake(
            "evidence of hearsay", "evidence: documentation", "evidence: hearsay", line: "evidence:", key: "evidence",
            "\"hearsay\" is not known", "documentation, hardware"),
        ProfileMistake(
            "a function code that is none", "[3, 16]", "[3, 16, 22]", line: "functions:", key: "modbus.functions",
            "\"22\" is not a function code", "use 1, 2, 3"),
        ProfileMistake(
            "no function to write with", "[3, 16]", "[3]", line: "modbus:", key: "modbus",
            "no function that writes control", "add 6 or 16"),
        ProfileMistake(
            "no function to read with", "[3, 16]", "[4, 16]", line: "modbus:", key: "modbus",
            "no function that reads", "add 3 to functions"),
        ProfileMistake(
            "no functions", "functions: [3, 16]", "max_read_registers: 10", line: "modbus:", key: "modbus",
            "\"functions\" is missing", "list the function codes"),
        ProfileMistake(
            "more registers than a frame holds", "functions: [3, 16]", "functions: [3, 16]\n  max_read_registers: 126",
            line: "max_read_registers:", key: "modbus.max_read_registers", "126 is out of bounds", "1 to 125"),
        ProfileMistake(
            "32 bits where one register is written", "16]\nchannels:\n  control: {reg_type: holding, address: 0,",
            "16]\n  max_write_registers: 1\nchannels:\n  control: {reg_type: holding, address: 30, format: u32,",
            line: "modbus:", key: "modbus", "no write is long enough for control", "raise max_write_registers"),
        ProfileMistake(
            "32 bits where one register is read", "16]\nchannels:\n  control: {reg_type: holding, address: 0,",
            "16]\n  max_read_registers: 1\nchannels:\n  control: {reg_type: holding, address: 30, format: u32,",
            line: "modbus:", key: "modbus", "no read is long enough", "raise max_read_registers"),
        ProfileMistake(
            "no speed", ", signal: belt_speed", "", line: "channels:", key: "channels", "no channel is the belt_speed",
            "signal: belt_speed"),
        ProfileMistake(
            "two speeds", "error: {reg_type: holding, address: 17}",
            "error: {reg_type: holding, address: 17, unit: Hz, signal: belt_speed}", line: "channels:", key: "channels",
            "two channels are the belt_speed", "one"),
        ProfileMistake(
            "a rope on a belt", "error: {reg_type: holding, address: 17}",
            "error: {reg_type: holding, address: 17, unit: mm, signal: rope_position}", line: "error:",
            key: "channels.error",
            "a belt has no rope_position", "remove the signal of error"),
        ProfileMistake(
            "never ready", "  ready: {channel: error, is: 0}\n", "", line: "status:", key: "status",
            "when the drive is ready", "add ready:"),
        ProfileMistake(
            "never faulty", "  fault: {channel: error, is_not: 0}\n", "", line: "status:", key: "status",
            "when the drive is faulty", "add fault:"),
        ProfileMistake(
            "a condition on nothing", "{channel: error, is: 0}", "{channel: eror, is: 0}", line: "ready:",
            key: "status.ready.channel", "no channel \"eror\"", "did you mean \"error\"?"),
        ProfileMistake(
            "a condition both ways", "{channel: error, is: 0}", "{channel: error, is: 0, is_not: 1}", line: "ready:",
            key: "status.ready", "one of \"is\" and \"is_not\"", "is: VALUE"),
        ProfileMistake(
            "two bits that are 4", "is: running", "is: 4", line: "running:", key: "status.running", "can never read 4",
            "on the wire"),
        ProfileMistake(
            "a value by no name", "is: running", "is: walking", line: "running:", key: "status.running",
            "no value \"walking\"", "a name of its enum"),
        ProfileMistake(
            "a condition on what is only written", "{channel: error, is: 0}", "{channel: control, is: 0}",
            line: "ready:",
            key: "status.ready.channel", "control cannot be read", "access: read"),
        ProfileMistake(
            "a setting that nobody would know of", "value: 500}", "value: 500, write: false}",
            line: "- {channel: silence",
            key: "setup[1].write", "nobody would know", "remedy"),
        ProfileMistake(
            "a setting that cannot be read back", "- {channel: silence_time, value: 500}",
            "- {channel: control, value: 1}",
            line: "- {channel: control", key: "setup[1]", "read back", "read_write"),
        ProfileMistake(
            "a setting that does not fit", "value: 500}", "value: 70000}", line: "- {channel: silence",
            key: "setup[1].value",
            "cannot carry 70000", "range"),
    ]

    static let commands: [ProfileMistake] = [
        ProfileMistake(
            "no watchdog", "watchdog: {timer: silence_time}", "", line: "profile_version:", key: "",
            "\"watchdog\" is missing", "add the group \"watchdog\""),
        ProfileMistake(
            "a watchdog that is no time", "{timer: silence_time}", "{timer: error}", line: "watchdog:",
            key: "watchdog.timer", "set and read back as a time", "unit: ms or s"),
        ProfileMistake(
            "a watchdog in hertz", "unit: ms, access", "unit: Hz, access", line: "watchdog:", key: "watchdog.timer",
            "set and read back as a time", "unit: ms or s"),
        ProfileMistake(
            "a watchdog that is only read", "unit: ms, access: read_write", "unit: ms", line: "watchdog:",
            key: "watchdog.timer", "set and read back as a time", "read_write"),
        ProfileMistake(
            "short moves of a belt", "{timer: silence_time}", "{short_moves: true}", line: "watchdog:", key: "watchdog",
            "sent to a place", "name a timer"),
        ProfileMistake(
            "no stop", "  stop:\n    - write: {control: 1, setpoint: 0}\n", "", line: "commands:", key: "commands",
            "\"stop\" is missing", "add stop:"),
        ProfileMistake(
            "a stop that waits", "    - write: {control: 1,", "    - delay_ms: 10\n    - write: {control: 1,",
            line: "stop:", key: "commands.stop", "waits first", "begin stop with a write"),
        ProfileMistake(
            "a stop that ends in waiting", "{control: 1, setpoint: 0}", "{control: 1, setpoint: 0}\n    - delay_ms: 10",
            line: "stop:", key: "commands.stop", "last step is a delay", "end with the write"),
        ProfileMistake(
            "speed in a stop", "{control: 1, setpoint: 0}", "{control: 1, setpoint: speed}", line: "stop:",
            key: "commands.stop", "speed stands in a stop", "value of rest"),
        ProfileMistake(
            "a run without speed", "setpoint: speed", "setpoint: 10", line: "run:", key: "commands.run",
            "nowhere how fast", "write speed"),
        ProfileMistake(
            "a rope's velocity on a belt", "setpoint: speed", "setpoint: velocity", line: "- write: {control: 2",
            key: "commands.run[1].write", "a belt has no velocity", "remove"),
        ProfileMistake(
            "speed without a unit", "scale: 0.01, unit: Hz, min: 0", "scale: 0.01, min: 0",
            line: "- write: {control: 2",
            key: "commands.run[1].write", "not in a unit of speed", "Hz"),
        ProfileMistake(
            "more than the range", "{control: 1, setpoint: 0}", "{control: 1, setpoint: 61}",
            line: "- write: {control: 1", key: "commands.stop[1].write", "setpoint cannot carry 61", "range"),
        ProfileMistake(
            "speed with an offset", "scale: 0.01, unit: Hz, min", "scale: 0.01, offset: 1, unit: Hz, min",
            line: "- write: {control: 2", key: "commands.run[1].write", "setpoint cannot carry speed",
            "without an offset"),
        ProfileMistake(
            "speed in a coil", "setpoint: {reg_type: holding, address: 1, scale: 0.01,",
            "setpoint: {reg_type: coil, address: 1,", line: "- write: {control: 2", key: "commands.run[1].write",
            "setpoint cannot carry speed", "use a register"),
        ProfileMistake(
            "a channel misspelt", "{control: 1,", "{contrl: 1,", line: "- write: {contrl",
            key: "commands.stop[1].write",
            "no channel \"contrl\"", "did you mean \"control\"?"),
        ProfileMistake(
            "a value by no name", "{control: 1,", "{control: halt,", line: "- write: {control: halt",
            key: "commands.stop[1].write", "\"halt\" is no value of control", "speed, incline, heartbeat"),
        ProfileMistake(
            "writing what is only read", "{control: 1,", "{error: 0,", line: "- write: {error",
            key: "commands.stop[1].write",
            "error cannot be written", "read_write"),
        ProfileMistake(
            "a heartbeat that nothing echoes", "{control: 2,", "{control: heartbeat,", line: "commands:",
            key: "commands",
            "that nothing echoes", "signal: heartbeat_echo"),
        ProfileMistake(
            "an echo of nothing", "address: 17}", "address: 17, signal: heartbeat_echo}", line: "commands:",
            key: "commands",
            "not always sent", "in the last step of every command"),
        ProfileMistake(
            "a step that does nothing", "- write: {control: 1, setpoint: 0}", "- wait: {control: 1}", line: "- wait",
            key: "commands.stop[1]", "writes or waits", "delay_ms"),
    ]

    @Test("The texts that the mistakes are made in are sound")
    func sound() {
        #expect(ProfileText.problems(ProfileText.belt).isEmpty)
        #expect(ProfileText.problems(ProfileText.loadCell).isEmpty)
    }

    @Test("Mistakes", arguments: channels + wholes + commands)
    func mistake(mistake: ProfileMistake) throws {
        let text = try ProfileText.text(ProfileText.belt, changing: mistake.old, to: mistake.new)
        let problems = ProfileText.problems(text)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
        let blamed = try #require(lines.firstIndex { $0.hasPrefix(mistake.line) }) + 1
        let found = problems.contains {
            $0.file == "test.yaml" && $0.line == blamed && $0.keyPath == mistake.keyPath
                && $0.reason.contains(mistake.reason) && $0.remedy.contains(mistake.remedy)
        }
        #expect(found, "expected line \(blamed), found: \(problems.map(\.description))")
    }

    @Test("Mistakes of one file are named together, in the order of their lines")
    func together() throws {
        var text = try ProfileText.text(ProfileText.belt, changing: "setpoint: speed", to: "setpoint: velocity")
        text = try ProfileText.text(text, changing: "address: 17}", to: "address: 17, scale: 0}")
        let problems = ProfileText.problems(text)
        #expect(problems.contains { $0.keyPath == "channels.error.scale" })
        #expect(problems.contains { $0.keyPath == "commands.run[1].write" })
        #expect(problems.map { $0.line ?? 0 } == problems.map { $0.line ?? 0 }.sorted())
    }

    @Test("A unit misspelt is one problem, and a tab is called a tab")
    func misspelt() throws {
        let unit = try ProfileText.text(ProfileText.belt, changing: "unit: Hz, signal", to: "unit: hz, signal")
        let problems = ProfileText.problems(unit)
        #expect(problems.map(\.keyPath) == ["channels.output.unit"], "\(problems.map(\.description))")
        let tab = try ProfileText.text(ProfileText.belt, changing: "  functions", to: "\tfunctions")
        let found = ProfileText.problems(tab)
        #expect(found.map(\.reason) == ["is indented with a tab"] && found.first?.line == 7, "\(found)")
    }

    @Test("A true address that looks like another is written in hexadecimal")
    func hexadecimal() throws {
        // 0x9C52 is 40018.
        let text = try ProfileText.text(ProfileText.belt, changing: "address: 17}", to: "address: 0x9C52}")
        #expect(try ProfileText.parse(text).channel("error")?.address == 40018)
    }

    @Test("A load cell takes no commands and needs no watchdog")
    func loadCell() throws {
        #expect(try ProfileText.parse(ProfileText.loadCell).motion == nil)
        let text = ProfileText.loadCell + "\nwatchdog: {short_moves: true}\n"
        #expect(ProfileText.problems(text).contains { $0.keyPath == "watchdog" && $0.reason == "is not a known key" })
    }

    @Test("Registers of one table are not mistaken for those of another")
    func tables() throws {
        // 30018 would be input register 17; as the address of a holding register it is a plain number.
        let text = try ProfileText.text(ProfileText.belt, changing: "address: 17}", to: "address: 30018}")
        #expect(try ProfileText.parse(text).channel("error")?.address == 30018)
        let input = try ProfileText.text(ProfileText.loadCell, changing: "address: 0", to: "address: 30018")
        #expect(ProfileText.problems(input).contains { $0.remedy.contains("write the address on the wire, 17") })
    }
}
