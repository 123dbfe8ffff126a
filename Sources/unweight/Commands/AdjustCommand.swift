import ArgumentParser
import OperatorAPI
import TreadmillControl

struct AdjustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust", abstract: "Shift the rest of the plan by body weight or by speed.",
        discussion: """
            Give a change with its sign, not a target: --bw +5 puts 5 points more on the legs, --speed -0.2 is 0.2 km/h \
            slower. Speeds may carry a unit: --speed +0.1m/s, --speed -0.1mph.

            \(ProgramExit.help)
            """)

    @Option(name: .customLong("bw"), parsing: .unconditional, help: "Points of BW%, such as +5 or -5.")
    var bodyWeight: BodyWeightChange?
    @Option(parsing: .unconditional, help: "Speed, such as -0.2 (km/h), +0.1m/s or -0.1mph.")
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

/// A signed change of body weight as typed: `+5`, `-2.5`, `+5%`.
struct BodyWeightChange: Equatable, Sendable, ExpressibleByArgument {
    /// Points of BW%.
    var points: Double

    init?(argument: String) {
        let text = argument.hasSuffix("%") ? String(argument.dropLast()) : argument
        guard let points = SignedNumber.parse(text) else { return nil }
        self.points = points
    }
}

/// A signed change of speed as typed: `-0.2` and `-0.2km/h`, `+0.1m/s`, `-0.1mph`.
struct SpeedChange: Equatable, Sendable, ExpressibleByArgument {
    var change: BeltSpeed

    init?(argument: String) {
        let units: [(suffix: String, speed: (Double) -> BeltSpeed)] = [
            ("km/h", BeltSpeed.kilometersPerHour), ("m/s", BeltSpeed.metersPerSecond),
            ("mph", BeltSpeed.milesPerHour), ("", BeltSpeed.kilometersPerHour),
        ]
        guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
            let number = SignedNumber.parse(String(argument.dropLast(unit.suffix.count)))
        else { return nil }
        change = unit.speed(number)
    }
}

/// A decimal number that must carry its sign: `5` could be meant as a target.
enum SignedNumber {
    static func parse(_ text: String) -> Double? {
        let trimmed = text.last == " " ? String(text.dropLast()) : text
        guard let sign = trimmed.first, sign == "+" || sign == "-",
            trimmed.dropFirst().allSatisfy({ ("0"..."9").contains($0) || $0 == "." }),
            let number = Double(trimmed), number.isFinite
        else { return nil }
        return number
    }
}
