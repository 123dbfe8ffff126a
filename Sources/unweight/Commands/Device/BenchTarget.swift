import ArgumentParser
import DeviceProfiles
import Devices
import RigConfiguration

/// What a tool of the bench speaks to: one device, or those of a rig.
struct BenchTarget {
    struct Part {
        /// `nil` for a device that is alone on the bench.
        var role: DeviceRole?
        /// Where it is, for people.
        var place: String
        var device: any BenchDevice
    }

    /// `nil` for a device that is alone on the bench.
    var rig: String?
    var parts: [Part]

    /// The one part that is spoken to.
    func onlyPart() throws(CommandFailure) -> Part {
        guard let part = parts.first, parts.count == 1 else {
            throw CommandFailure(message: "say which part of the rig: --part belt, hoist or load-cell", exit: .failed)
        }
        return part
    }

    /// `reports`, one for each part, as one line of JSON.
    func printJSON(_ reports: [BenchReport]) throws {
        guard let rig else { return try reports.forEach { try JSONOutput.print($0) } }
        try JSONOutput.print(RigBenchReport(rig: rig, parts: reports))
    }
}

/// What the parts of a rig answered, as JSON has it.
struct RigBenchReport: Encodable {
    var rig: String
    var parts: [BenchReport]
}

extension BenchTarget.Part {
    var title: String { role.map { "\($0.words): \(device.title)" } ?? device.title }

    /// What it is and where.
    var heading: String {
        TerminalText.harmless("\(title) (\(device.evidence.description))\(role == nil ? "" : ", \(place)")")
    }

    /// Before the lines that are about it.
    var prefix: String { role.map { "\($0.words): " } ?? "" }

    /// Opens its line; for a device that is alone on the bench, ends the program where that fails.
    ///
    /// - Returns: why it does not open, if it does not.
    func open() throws(CommandFailure) -> BusProblem? {
        do throws(BusProblem) {
            try device.open()
            return nil
        } catch {
            guard role != nil else {
                throw CommandFailure(message: TerminalText.harmless("\(error)"), exit: .failed)
            }
            return error
        }
    }

    /// Reads `channels` of it.
    func read(_ channels: [String]) throws(CommandFailure) -> BenchReport {
        var report =
            if let problem = try open() {
                BenchReport(problem: "\(problem)")
            } else {
                BenchReport(device.read(channels), order: channels)
            }
        report.part = role?.rawValue
        return report
    }
}

extension DeviceRole {
    /// As people say it.
    var words: String {
        switch self {
        case .belt: "belt"
        case .hoist: "hoist"
        case .loadCell: "load cell"
        }
    }
}

extension DeviceRole: ExpressibleByArgument {
    public init?(argument: String) {
        guard let role = Self.allCases.first(where: { $0.argument == argument }) else { return nil }
        self = role
    }

    public static var allValueStrings: [String] { allCases.map(\.argument) }

    private var argument: String { rawValue.replacing("_", with: "-") }
}
