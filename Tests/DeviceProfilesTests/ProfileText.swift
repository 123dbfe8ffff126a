import DeviceProfiles
import StrictYAML
import Testing

/// A sound profile in which a test changes a piece.
enum ProfileText {
    static let belt = """
        profile_version: 1
        title: Test inverter
        role: belt
        source: A manual, page 1
        evidence: documentation
        modbus:
          functions: [3, 16]
        channels:
          control: {reg_type: holding, address: 0, access: write}
          setpoint: {reg_type: holding, address: 1, scale: 0.01, unit: Hz, min: 0, max: 60, access: write}
          silence_time: {reg_type: holding, address: 2, unit: ms, access: read_write}
          state: {reg_type: holding, address: 16, bits: 0-1, enum: {standing: 0, running: 3}}
          error: {reg_type: holding, address: 17}
          output: {reg_type: holding, address: 18, scale: 0.01, unit: Hz, signal: belt_speed}
        status:
          ready: {channel: error, is: 0}
          running: {channel: state, is: running}
          fault: {channel: error, is_not: 0}
        setup:
          - {channel: silence_time, value: 500}
        commands:
          stop:
            - write: {control: 1, setpoint: 0}
          run:
            - write: {control: 2, setpoint: speed}
        watchdog: {timer: silence_time}
        """

    static let loadCell = """
        profile_version: 1
        title: Test load cell
        role: load_cell
        source: A manual, page 1
        evidence: documentation
        modbus:
          functions: [4]
        channels:
          force: {reg_type: input, address: 0, format: float, unit: N, signal: support_force}
        """

    static func parse(_ text: String) throws(YAMLProblems) -> DeviceProfile {
        try ProfileFile.parse(text: text, name: "test", file: "test.yaml")
    }

    /// What is wrong with a profile; nothing when it is sound.
    static func problems(_ text: String) -> [YAMLProblem] {
        do throws(YAMLProblems) {
            _ = try parse(text)
            return []
        } catch {
            return error.problems
        }
    }

    /// `text` with the first `old` replaced.
    static func text(_ text: String, changing old: String, to new: String) throws -> String {
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "the test's own text has no \(old)")
        return parts.joined(separator: new)
    }
}
