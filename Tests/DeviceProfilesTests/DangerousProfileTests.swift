import StrictYAML
import Testing

/// Profiles that read well and would hurt somebody.
@Suite("Profiles that would hurt a runner are refused")
struct DangerousProfileTests {
    static let mistakes: [(change: (String, String), reason: String)] = [
        (("unit: Hz, min: 0", "unit: \"%\", min: 0"), "setpoint counts in % and output in Hz"),
        (("unit: Hz, min: 0", "unit: m/s, min: 0"), "setpoint counts in m/s and output in Hz"),
        (("signal: belt_speed", "signal: belt_speed, poll_interval_ms: 1000"), "output is read too seldom"),
        (
            (
                "error: {reg_type: holding, address: 17}",
                "error: {reg_type: holding, address: 17, poll_interval_ms: 500}"
            ), "error is read too seldom"
        ),
        (
            ("- {channel: silence_time, value: 500}", "- {channel: state, value: 3, write: false, remedy: set it}"),
            "state is a part of a register"
        ),
        (
            ("    - write: {control: 1, setpoint: 0}", "    - write: {setpoint: 0}\n    - write: {control: 1}"),
            "a stop of several steps"
        ),
        (("write: {control: 1, setpoint: 0}", "write: {control: 1, setpoint: 5}"), "setpoint is not 0 in a stop"),
        (
            ("write: {control: 1, setpoint: 0}", "write: {control: 2, setpoint: 0}"),
            "stop leaves control as run has set"
        ),
        (("write: {control: 1, setpoint: 0}", "write: {setpoint: 0}"), "stop leaves control as run has set"),
        (("holding, address: 1, scale", "holding, address: 0, scale"), "setpoint lies on the registers of control"),
        (("address: 17}", "address: 17, format: u32}"), "output lies on the registers of error"),
        (("{channel: error, is_not: 0}", "{channel: error, is: 0}"), "that the drive is ready and that it is faulty"),
        (("min: 0, max: 60,", "min: 0, max: 800,"), "the most that its registers hold is 655.35"),
        (("min: 0, max: 60,", "min: -1, max: 60,"), "the least that its registers hold is 0"),
    ]

    @Test("Each is named", arguments: mistakes.indices)
    func refused(index: Int) {
        let (change, reason) = Self.mistakes[index]
        #expect(ProfileText.belt.contains(change.0))
        let found = ProfileText.problems(ProfileText.belt.replacing(change.0, with: change.1))
        #expect(found.contains { $0.reason.contains(reason) }, "\(found)")
    }

    @Test("A rope that cannot come down, and an axis that is sent to a place at no pace")
    func ropes() throws {
        let unsigned = ProfileText.hoist.replacing("format: s16, unit: mm/s, access", with: "unit: mm/s, access")
        #expect(ProfileText.problems(ProfileText.hoist).isEmpty)
        #expect(ProfileText.problems(unsigned).contains { $0.reason.contains("cannot carry a rope that comes down") })
        let placed = ProfileText.hoist.replacing("setpoint: velocity", with: "target: place")
            .replacing("watchdog: {timer: silence_time}", with: "watchdog: {short_moves: true}")
        #expect(ProfileText.problems(placed).contains { $0.reason.contains("at no pace") })
    }
}

extension ProfileText {
    fileprivate static let hoist = """
        profile_version: 1
        title: Test hoist
        role: hoist
        source: A manual, page 1
        evidence: documentation
        modbus:
          functions: [3, 16]
        channels:
          control: {reg_type: holding, address: 0, access: write}
          setpoint: {reg_type: holding, address: 1, format: s16, unit: mm/s, access: write}
          target: {reg_type: holding, address: 2, format: s32, unit: mm, access: write}
          silence_time: {reg_type: holding, address: 4, unit: ms, access: read_write}
          error: {reg_type: holding, address: 17}
          position: {reg_type: holding, address: 18, format: s32, unit: mm, signal: rope_position}
          velocity_now: {reg_type: holding, address: 20, format: s16, unit: mm/s, signal: rope_velocity}
        status:
          ready: {channel: error, is: 0}
          fault: {channel: error, is_not: 0}
        commands:
          stop:
            - write: {control: 1, setpoint: 0}
          run:
            - write: {control: 2, setpoint: velocity}
        watchdog: {timer: silence_time}
        """
}
