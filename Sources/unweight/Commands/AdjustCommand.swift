import ArgumentParser
import OperatorAPI
import TreadmillControl

struct AdjustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust", abstract: "Shift the rest of the plan by body weight or by speed.",
        discussion: """
            Give a change with its sign, not a target: --bw +5 puts 5 points more on the legs, \
            --speed -0.2 is 0.2 km/h slower. Speeds may carry a unit: --speed +0.1m/s, --speed -0.1mph.

            \(ProgramExit.help)
            """)

    @Option(
        name: .customLong("bw"), parsing: .unconditional,
        help: ArgumentHelp("Points of BW%, such as +5 or -5.", valueName: "change"),
        transform: { try BodyWeightChange($0) })
    var bodyWeight: BodyWeightChange?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Speed, such as -0.2 (km/h), +0.1m/s or -0.1mph.", valueName: "change"),
        transform: { try SpeedChange($0) })
    var speed: SpeedChange?
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard (bodyWeight == nil) != (speed == nil) else {
            throw ValidationError("Give either --bw or --speed.")
        }
    }

    func run() async throws {
        let request: AdjustmentRequest
        if let bodyWeight {
            request = AdjustmentRequest(bodyWeightPoints: bodyWeight.points)
        } else if let speed {
            request = AdjustmentRequest(beltSpeed: speed.change)
        } else {
            throw ValidationError("Give either --bw or --speed.")
        }
        let body: [UInt8]
        do throws(Problem) {
            body = try WireFormat.encode(request)
        } catch {
            throw CommandFailure(error)
        }
        try await SessionRequesting.ask(.adjust, body: body, of: daemon)
    }
}
