import ArgumentParser
import TreadmillControl

/// A signed change of body weight as typed: `+5`, `-2.5`, `+5%`.
struct BodyWeightChange: Equatable, Sendable {
    /// Points of BW%.
    var points: Double

    /// - Throws: `ValidationError` that says how a change is written.
    init(_ text: String) throws {
        guard let points = SignedNumber.parse(text.hasSuffix("%") ? String(text.dropLast()) : text) else {
            throw ValidationError("write a change with its sign, in points, such as +5 or -2.5")
        }
        self.points = points
    }
}

/// A signed change of speed as typed: `-0.2` and `-0.2km/h`, `+0.1m/s`, `-0.1mph`.
struct SpeedChange: Equatable, Sendable {
    var change: BeltSpeed

    /// - Throws: `ValidationError` that says how a change is written.
    init(_ text: String) throws {
        let units: [(suffix: String, speed: (Double) -> BeltSpeed)] = [
            ("km/h", BeltSpeed.kilometersPerHour), ("m/s", BeltSpeed.metersPerSecond),
            ("mph", BeltSpeed.milesPerHour), ("", BeltSpeed.kilometersPerHour),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
            let number = SignedNumber.parse(String(text.dropLast(unit.suffix.count)))
        else { throw ValidationError("write a change with its sign, such as -0.2 (km/h), +0.1m/s or -0.1mph") }
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
