import Devices

/// What a device answered, request by request.
struct BenchReport: Encodable {
    struct Failure: Encodable {
        /// What was asked for.
        var asked: String
        var problem: String
    }

    /// Of a rig: `belt`, `hoist` or `load_cell`.
    var part: String?
    var channels: [ChannelReport] = []
    var failures: [Failure] = []
    /// The settings that do not stand, each with what to do.
    var wrongSettings: [String] = []
    /// The settings that the daemon writes before anything moves.
    var settingsToBeWritten: [String] = []
    /// What cannot be known from the wire.
    var notes: [String] = []
    /// Why nothing was asked at all.
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case part, channels, failures, notes, problem
        case wrongSettings = "wrong_settings"
        case settingsToBeWritten = "settings_to_be_written"
    }

    /// Nothing was asked.
    init(problem: String) { self.problem = problem }

    /// - Parameter order: of the channels.
    init(_ answers: [BenchAnswer], order: [String]) {
        var read: [String: ChannelReport] = [:]
        for answer in answers {
            switch answer.values {
            case .success(let values):
                for value in values { read[value.channel] = ChannelReport(value) }
            case .failure(let problem): failures.append(Failure(asked: answer.asked, problem: "\(problem)"))
            }
        }
        channels = order.compactMap { read[$0] }
    }

    /// Nothing is known of the device.
    var isSilent: Bool { channels.isEmpty }

    /// It was read whole, and nothing of it is to be mended.
    var isSound: Bool { !isSilent && failures.isEmpty && wrongSettings.isEmpty && problem == nil }

    /// The channels as a table, and under it what failed.
    var lines: [String] {
        let isCalibrated = channels.contains { !$0.shownInSI.isEmpty }
        var table = TextTable(
            [("channel", .left), ("value", .right), ("name", .left)] + (isCalibrated ? [("stands for", .right)] : [])
                + [("raw", .left)])
        for channel in channels {
            table.append(
                [channel.channel, channel.shown, channel.name ?? ""] + (isCalibrated ? [channel.shownInSI] : [])
                    + [channel.rawShown])
        }
        return (channels.isEmpty ? [] : table.lines) + failureLines
    }

    /// What failed.
    var failureLines: [String] {
        failures.map { "\($0.asked): \(TerminalText.harmless($0.problem))" }
            + [problem].compactMap { $0 }.map(TerminalText.harmless)
    }
}
