import DeviceProfiles
import DeviceProtocols
import RigConfiguration

// What the bench knows of the makes of serial treadmills.

extension SerialTreadmill {
    var title: String {
        switch self {
        case .trackmaster: "TrackMaster treadmill"
        case .woodway: "Woodway treadmill"
        }
    }

    var refusal: @Sendable (UInt8) -> TreadmillRefusal? {
        switch self {
        case .trackmaster: { TrackMaster.refusal($0) }
        case .woodway: { Woodway.refusal($0) }
        }
    }

    /// What else cannot be asked for.
    var unaskable: [String] {
        switch self {
        case .trackmaster:
            ["not on the wire: an emergency stop, which takes the controller's power and with it every answer."]
        case .woodway:
            [
                "not on the wire: what was set, whether the belt's drive has power, and whether the treadmill's timer "
                    + "is armed."
            ]
        }
    }

    var silenceHint: String {
        let line = "Look at the cable (straight or crossed), at the treadmill's power and emergency stop, "
        switch self {
        case .trackmaster: return line + "and at the baud rate: 4800, of the sister that guards its start 9600."
        case .woodway:
            return line + "and at the baud rate, 4800. The PPS series speaks another protocol, which this is not."
        }
    }

    // MARK: Standstill

    /// What says whether the belt stands.
    var channelsOfStandstill: [String] {
        switch self {
        case .trackmaster: ["state", "speed"]
        case .woodway: ["speed"]
        }
    }

    func saysStandstill(_ values: [BenchValue]) -> Bool {
        func value(_ channel: String) -> Double? { values.first { $0.channel == channel }?.reading.value }
        guard value("speed") == 0 else { return false }
        switch self {
        case .trackmaster: return value("state") == Double(TrackMaster.BeltState.stopped.rawValue)
        case .woodway: return true
        }
    }

    // MARK: The deck

    /// Per cent.
    var gradeStep: Double {
        switch self {
        case .trackmaster: 0.5
        case .woodway: 0.1
        }
    }

    /// Tenths of a per cent; `nil` for a grade between two steps.
    func exactTenths(_ grade: Double) -> Int? {
        let tenths = (grade * 10).rounded()
        let steps = grade / gradeStep
        guard tenths.magnitude < 10_000, (steps - steps.rounded()).magnitude < 1e-6 else { return nil }
        return Int(tenths)
    }

    func setGrade(tenths: Int) -> any TreadmillCommand {
        switch self {
        case .trackmaster: TrackMaster.Command.setGrade(tenths: tenths)
        case .woodway: Woodway.Command.setGrade(tenths: tenths)
        }
    }

    var tellsItsSettings: Bool {
        switch self {
        case .trackmaster: true
        case .woodway: false
        }
    }

    /// What is shown after the deck was told where to go.
    var channelsOfDeck: [String] { tellsItsSettings ? ["set_incline", "incline"] : ["incline"] }

    // MARK: The belt

    /// Why no speed is written, and what to do instead.
    var noSpeed: String {
        let remedy =
            "To see the belt move, use a tool that goes on speaking and stops it: `unweight doctor`, on the empty machine."
        switch self {
        case .trackmaster:
            return "no speed is written to a treadmill from the bench: it stays set when this tool has ended, and the "
                + "belt may be started at it, by the treadmill's own keys too. \(remedy)"
        case .woodway:
            return "no speed is written to a treadmill from the bench: it moves a belt whose drive has power, which "
                + "cannot be asked, and without the treadmill's timer nothing would stop that belt when this tool has "
                + "ended. \(remedy)"
        }
    }
}
