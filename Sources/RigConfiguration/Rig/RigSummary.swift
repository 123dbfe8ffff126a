import DeviceProfiles
import StrictYAML
import TreadmillControl

extension RigConfiguration {
    /// What this machine takes its devices for, a line each, for whoever set them up to compare with what was measured:
    /// a wrong calibration reads well, and moves a belt at another speed.
    public var summary: [String] {
        let belt =
            switch belt {
            case .modbus(let device): device.summary("belt", MotionVariable.speed)
            case .trackMaster(_, let unit): "belt: TrackMaster, which counts \(unit.words)"
            case .woodway(_, let unit): "belt: Woodway, which counts \(unit.words)"
            }
        return [belt, hoist.summary("hoist", .position), loadCell.summary("load cell", .force)]
    }
}

/// What is told of a device: an amount of it in SI.
private enum MotionVariable {
    case speed, position, force

    var amount: Double { self == .force ? 100 : 1 }

    var unit: String {
        switch self {
        case .speed: "m/s"
        case .position: "m"
        case .force: "N"
        }
    }
}

extension ModbusAttachment {
    fileprivate func summary(_ role: String, _ variable: MotionVariable) -> String {
        let unit = profile.channel(for: profile.role.mainSignal)?.unit ?? .none
        let reading = calibration.value(ofSI: variable.amount, in: unit)
        let shown = ((reading * 1000).rounded() / 1000).plain
        let stops = watchdog > .zero ? "; stops by itself after \(watchdog.milliseconds.plain) ms" : ""
        return
            "\(role): \(profile.name), \(variable.amount.plain) \(variable.unit) is \(shown) \(unit.rawValue)\(stops)"
    }
}

extension TreadmillSpeedUnit {
    fileprivate var words: String {
        switch self {
        case .milesPerHour: "miles per hour"
        case .kilometersPerHour: "kilometres per hour"
        }
    }
}
