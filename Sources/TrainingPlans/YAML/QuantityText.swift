import StrictYAML
import TreadmillControl

/// Quantities as people write them, always with their unit: a bare number could be anything.
public enum QuantityText {
    /// `9.0 km/h`, `2.5 m/s`, `5.6 mph`, or a pace: `6:40 min/km`, `10:30 min/mi`.
    public static let speedExpectation = "a speed such as 9.0 km/h, 2.5 m/s, 5.6 mph or 6:40 min/km"
    /// `90 s`, `1.5 min`, `1 h 5 min`, `1:30` (minutes and seconds) or `1:05:00`.
    public static let durationExpectation = "a time such as 90 s, 5 min, 1 min 30 s or 1:30"
    /// `80 %`, or `80` where the key says per cent.
    public static let percentExpectation = "a percentage such as 80 %"

    /// A speed above zero, in m/s.
    public static func speed(_ text: String) throws(YAMLRefusal) -> BeltSpeed {
        let remedy = "write \(speedExpectation)"
        guard let (amount, unit) = text.amountAndUnit else {
            throw YAMLRefusal(reason: "\"\(text.prefix(40))\" is not a speed with its unit", remedy: remedy)
        }
        let speed: BeltSpeed? =
            switch unit {
            case "km/h": amount.decimal.map(BeltSpeed.kilometersPerHour)
            case "m/s": amount.decimal.map(BeltSpeed.metersPerSecond)
            case "mph": amount.decimal.map(BeltSpeed.milesPerHour)
            case "min/km": amount.pace(overMeters: 1000)
            case "min/mi": amount.pace(overMeters: 1609.344)
            default: nil
            }
        guard let speed, speed > .zero, speed.isFinite else {
            throw YAMLRefusal(reason: "\"\(text.prefix(40))\" is not a speed above 0", remedy: remedy)
        }
        return speed
    }

    /// A time above zero, at most ``PlanBounds/longestDuration``.
    public static func duration(_ text: String) throws(YAMLRefusal) -> TimeSpan {
        guard let seconds = text.contains(":") ? text.clockSeconds : text.unitSeconds, seconds > 0 else {
            throw YAMLRefusal(
                reason: "\"\(text.prefix(40))\" is not a time above 0 with its unit",
                remedy: "write \(durationExpectation)")
        }
        let longest = PlanBounds.longestDuration.seconds
        guard seconds <= longest else {
            throw YAMLRefusal(
                reason: "\"\(text.prefix(40))\" is too long for one session",
                remedy: "use at most \((longest / 3600).plain) h")
        }
        return .seconds(seconds)
    }

    /// A percentage; its range is the business of whoever reads it.
    public static func percent(_ text: String) throws(YAMLRefusal) -> Double {
        let number = text.hasSuffix("%") ? text.dropLast().trimmed : text
        guard let value = number.decimal else {
            throw YAMLRefusal(
                reason: "\"\(text.prefix(40))\" is not a percentage", remedy: "write \(percentExpectation)")
        }
        return value
    }
}

extension StringProtocol {
    /// Without spaces at either end.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}

extension String {
    /// `9.0 km/h` as `9.0` and `km/h`; `nil` when either is missing.
    fileprivate var amountAndUnit: (amount: String, unit: String)? {
        let amount = prefix { $0.isASCII && $0.isNumber || ":.+-".contains($0) }
        let unit = dropFirst(amount.count).trimmed
        return amount.isEmpty || unit.isEmpty ? nil : (String(amount), unit)
    }

    /// `6:40` or `6.5` minutes over a distance.
    fileprivate func pace(overMeters meters: Double) -> BeltSpeed? {
        guard let seconds = contains(":") ? clockSeconds : decimal.map({ $0 * 60 }), seconds > 0 else { return nil }
        return .metersPerSecond(meters / seconds)
    }

    /// `1:30` or `1:05:00` in seconds; minutes and seconds after a colon have two digits below 60.
    fileprivate var clockSeconds: Double? {
        let parts = split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let first = parts.first, first.isDigits(1...4) else { return nil }
        var total = Double(first) ?? 0
        for part in parts.dropFirst() {
            guard part.isDigits(2...2), let value = Double(part), value < 60 else { return nil }
            total = total * 60 + value
        }
        return total
    }

    /// `1 h 5 min 30 s` in seconds; each unit at most once, the larger first.
    fileprivate var unitSeconds: Double? {
        var total = 0.0
        var rest = self
        var lastUnit = Double.infinity
        while let (amount, unitAndRest) = rest.amountAndUnit {
            let unit = unitAndRest.prefix { $0.isLetter }
            guard let amount = amount.decimal, amount >= 0, let seconds = Self.secondsOfUnit[String(unit)],
                seconds < lastUnit
            else { return nil }
            total += amount * seconds
            lastUnit = seconds
            rest = unitAndRest.dropFirst(unit.count).trimmed
        }
        return rest.isEmpty && lastUnit.isFinite ? total : nil
    }

    private static let secondsOfUnit: [String: Double] = ["h": 3600, "min": 60, "s": 1]
}

extension Substring {
    fileprivate func isDigits(_ count: ClosedRange<Int>) -> Bool {
        count.contains(utf8.count) && utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
