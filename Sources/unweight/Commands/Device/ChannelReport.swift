import DeviceProfiles
import Devices

/// A channel as it was read, for people and as JSON.
struct ChannelReport: Encodable {
    var channel: String
    /// In ``unit``; absent where the device has none, or one that cannot be.
    var value: Double?
    var unit: String
    /// Of the value, where it has one.
    var name: String?
    /// The words on the wire, or the bytes of a serial treadmill.
    var raw: [Int]
    /// What the value stands for in the machine, where the rig says that; in ``siUnit``.
    var inSI: Double?
    var siUnit: String?
    /// Where the value is not believed.
    var problem: String?
    /// Of one of ``raw``, in hexadecimal.
    private var digits: Int

    enum CodingKeys: String, CodingKey {
        case channel, value, unit, name, raw, problem
        case inSI = "in_si"
        case siUnit = "si_unit"
    }

    init(_ read: BenchValue) {
        channel = read.channel
        unit = read.unit
        name = read.name
        switch read.raw {
        case .words(let words): (raw, digits) = (words.map { Int($0) }, 4)
        case .bytes(let bytes): (raw, digits) = (bytes.map { Int($0) }, 2)
        }
        inSI = read.quantity?.value
        siUnit = read.quantity?.unit
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

    /// What the value stands for, as a person reads it; empty where nobody has said, and where it is the value itself.
    var shownInSI: String {
        guard let inSI, let siUnit, siUnit != unit || inSI != value else { return "" }
        return "\(Figures.fixed(inSI, decimals: 3)) \(siUnit)"
    }

    /// The words or bytes as manuals write them.
    var rawShown: String {
        raw.map { number in
            let text = String(number, radix: 16, uppercase: true)
            return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        .joined(separator: " ")
    }

    /// Everything, on one line.
    var line: String {
        let more = [name, shownInSI].compactMap { $0 }.filter { !$0.isEmpty }.map { " (\($0))" }.joined()
        return "\(shown)\(more)  raw \(rawShown)"
    }
}
