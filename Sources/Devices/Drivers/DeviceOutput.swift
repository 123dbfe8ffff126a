import DeviceProfiles
import TreadmillControl

/// What a device of a role is for the core: what of a command is meant for it, and where its readings go.
enum DeviceOutput {
    case belt(Mailbox<BeltReading?>)
    case hoist(Mailbox<HoistReading?>)
    case loadCell(Mailbox<LoadCellReading?>)

    var name: String {
        switch self {
        case .belt: "belt"
        case .hoist: "hoist"
        case .loadCell: "load cell"
        }
    }

    /// `nil` for a device that takes no commands.
    func order(in command: AdmittedCommand, reach: TimeSpan) -> DriveOrder? {
        switch self {
        case .belt: DriveOrder(command.belt)
        case .hoist(let readings):
            DriveOrder(command.hoist, position: readings.newest?.positionMeasured, reach: reach)
        case .loadCell: nil
        }
    }

    func publish(
        _ measured: Measurements, _ status: DeviceStatus, sampledAt: MonotonicInstant
    ) throws(BusProblem) {
        switch self {
        case .belt(let readings):
            readings.put(
                BeltReading(
                    sampledAt: sampledAt, speedMeasured: .metersPerSecond(try measured.required(.beltSpeed)),
                    inclineMeasured: measured.incline().map(Incline.percentGrade), status: status))
        case .hoist(let readings):
            readings.put(
                HoistReading(
                    sampledAt: sampledAt, positionMeasured: .meters(try measured.required(.ropePosition)),
                    velocityMeasured: .metersPerSecond(try measured.required(.ropeVelocity)), status: status))
        case .loadCell(let readings):
            readings.put(
                LoadCellReading(
                    sampledAt: sampledAt, supportForceMeasured: .newtons(try measured.required(.supportForce)),
                    status: status))
        }
    }

    /// Gives the newest reading another status; what was measured and when stays.
    func restate(_ status: DeviceStatus) {
        switch self {
        case .belt(let readings): readings.change { $0?.status = status }
        case .hoist(let readings): readings.change { $0?.status = status }
        case .loadCell(let readings): readings.change { $0?.status = status }
        }
    }

    /// Adds a flag to the newest reading of a drive.
    func flag(_ flag: DeviceStatus) {
        switch self {
        case .belt(let readings): readings.change { $0?.status.insert(flag) }
        case .hoist(let readings): readings.change { $0?.status.insert(flag) }
        case .loadCell: break
        }
    }
}
