import StrictYAML
import Testing
import TrainingPlans
import TreadmillControl

@Suite struct QuantityTextTests {
    @Test(arguments: [
        ("9.0 km/h", 2.5), ("9km/h", 2.5), ("2.5 m/s", 2.5), ("5.6 mph", 2.503_424), ("6:40 min/km", 2.5),
        ("6.5 min/km", 1000.0 / 390), ("10:00 min/mi", 2.68224),
    ])
    func aSpeedIsReadInTheUnitThatIsWritten(text: String, metersPerSecond: Double) throws {
        #expect(abs(try QuantityText.speed(text).metersPerSecond - metersPerSecond) < 1e-9)
    }

    @Test(arguments: [
        "9", "9.0", "km/h", "nine km/h", "9 kmh", "9 knots", "0 km/h", "-9 km/h", "9,0 km/h", "6:40", "6:60 min/km",
        "6:4 min/km", "0:00 min/km", "1:2:3:4 min/km", "9.0 km/h fast", "1e3 km/h", "٩ km/h", "",
    ])
    func whatIsNotClearlyASpeedIsRefused(text: String) {
        #expect(throws: YAMLRefusal.self) { try QuantityText.speed(text) }
    }

    @Test(arguments: [
        ("90 s", 90.0), ("1.5 min", 90), ("1:30", 90), ("1 min 30 s", 90), ("1min30s", 90), ("1 h 5 min", 3900),
        ("1:05:00", 3900), ("0.5 s", 0.5), ("4 h", 14400), ("90:00", 5400),
    ])
    func aTimeIsReadInTheUnitThatIsWritten(text: String, seconds: Double) throws {
        #expect(try QuantityText.duration(text) == .seconds(seconds))
    }

    @Test(arguments: [
        "90", "1.5", "min", "0 s", "-5 s", "1:3", "1:60", ":30", "1:", "1:30 min", "5 min 1 h", "1 min 1 min",
        "30 s 5", "5 minutes", "4 h 1 s", "99999 h", "1:30.5", "",
    ])
    func whatIsNotClearlyATimeOfOneSessionIsRefused(text: String) {
        #expect(throws: YAMLRefusal.self) { try QuantityText.duration(text) }
    }

    @Test func aPercentageMayBeWrittenWithOrWithoutItsSign() throws {
        #expect(try QuantityText.percent("80 %") == 80)
        #expect(try QuantityText.percent("80%") == 80)
        #expect(try QuantityText.percent("82.5") == 82.5)
        for text in ["80 %%", "%", "eighty", "0.8 of 1", "nan", "80 kg"] {
            #expect(throws: YAMLRefusal.self) { try QuantityText.percent(text) }
        }
    }
}
