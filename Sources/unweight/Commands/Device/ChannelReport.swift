import DeviceProfiles
import Devices

/// A channel as it was read, for people and as JSON.
struct ChannelReport: Encodable {
    var channel: String
    /// In ``unit``; absent where the device has none, or one that cannot be.
    var value: Double?
    var unit: String
    /// From the profile's enum.
    var name: String?
    /// The words on the wire.
    var raw: [UInt16]
    /// Where the value is not believed.
    var problem: String?

    init(_ read: DeviceBench.Value) {
        channel = read.channel.name
        unit = read.channel.unit.rawValue
        name = read.name
        raw = read.words
        switch read.reading {
        case .value(let value): self.value = value
        case .absent: problem = "no value"
        case .impossible(let value): problem = "\(value) is beyond what it can have"
        }
    }

    /// The value as a person reads it.
    var shown: String {
        if let problem { return problem }
        guard let value else { return "-" }
        let number =
            value == value.rounded() && value.magnitude < 1e9 ? String(Int(value)) : Figures.fixed(value, decimals: 3)
        return [number, unit].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The words as manuals write them.
    var rawShown: String {
        raw.map {
            "0x" + String(repeating: "0", count: 4 - String($0, radix: 16).count)
                + String($0, radix: 16, uppercase: true)
        }
        .joined(separator: " ")
    }
}

/// What a device answered, block by block.
struct BenchReport: Encodable {
    struct Failure: Encodable {
        var table: String
        var address: Int
        var count: Int
        var problem: String
    }

    var channels: [ChannelReport] = []
    var failures: [Failure] = []
    /// The settings that do not stand, each with what to do.
    var wrongSettings: [String] = []

    enum CodingKeys: String, CodingKey {
        case channels, failures
        case wrongSettings = "wrong_settings"
    }

    init(_ answers: [DeviceBench.Answer], order: [Channel]) {
        var read: [String: ChannelReport] = [:]
        for answer in answers {
            switch answer.values {
            case .success(let values):
                for value in values { read[value.channel.name] = ChannelReport(value) }
            case .failure(let problem):
                failures.append(
                    Failure(
                        table: answer.block.table.rawValue, address: answer.block.addresses.lowerBound,
                        count: answer.block.addresses.count, problem: "\(problem)"))
            }
        }
        channels = order.compactMap { read[$0.name] }
    }

    /// The channels as a table, and under it what failed.
    var lines: [String] {
        var table = TextTable([("channel", .left), ("value", .right), ("name", .left), ("raw", .left)])
        for channel in channels {
            table.append([channel.channel, channel.shown, channel.name ?? "", channel.rawShown])
        }
        let failed = failures.map {
            "\($0.table) \($0.address) to \($0.address + $0.count - 1): \(TerminalText.harmless($0.problem))"
        }
        return (channels.isEmpty ? [] : table.lines) + failed
    }
}
