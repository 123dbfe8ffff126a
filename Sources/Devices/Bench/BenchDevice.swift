import DeviceProfiles

/// One device on the bench, spoken to by hand: outside any session, and without its safety.
///
/// It says what it is before its line is open.
public protocol BenchDevice {
    /// Maker and device, for people.
    var title: String { get }
    /// How far what is known of it has been tried.
    var evidence: ProfileEvidence { get }
    /// Whether it moves something.
    var isDrive: Bool { get }
    /// What can be read of it, in the order in which it is shown.
    var readableChannels: [String] { get }
    /// Its unit on a Modbus line.
    var unit: UInt8? { get }
    /// What cannot be known from the wire, and where to look instead.
    var notes: [String] { get }
    /// What to look at when it never answers.
    var silenceHint: String { get }

    /// What is written to `channel` for what a person has typed: a number in its unit, or a name.
    func value(_ text: String, for channel: String) throws(BenchRefusal) -> BenchValue

    /// Opens its line, for this process alone. An open one stays so.
    func open() throws(BusProblem)

    /// Asks for `channels` on the open line. What fails does not keep the others from being asked for.
    func read(_ channels: [String]) -> [BenchAnswer]

    /// Writes a value that ``value(_:for:)`` has given to the open line, and reads it back.
    func write(_ value: BenchValue) throws(BusProblem) -> BenchReadBack

    /// The settings that do not stand as they must.
    func settings() throws(BusProblem) -> BenchSettings
}

/// Settings that do not stand as they must.
public struct BenchSettings: Equatable, Sendable {
    /// Those that a person must see to, each with what to do.
    public var wrong: [String] = []
    /// Those that the daemon writes before it moves anything, each with what it reads and will be.
    public var toBeWritten: [String] = []
}

extension BenchDevice {
    /// Refuses a channel that there is not, or that cannot be read.
    public func checkReadable(_ channels: [String]) throws(BenchRefusal) {
        for channel in channels where !readableChannels.contains(channel) {
            throw BenchRefusal(
                reason: "there is no channel \"\(channel)\" to read; there is: "
                    + readableChannels.joined(separator: ", "))
        }
    }
}

/// Why something is not done on the bench, and what to do instead.
public struct BenchRefusal: Error, Equatable, Sendable {
    public var reason: String
}
