import FlightLog
import Testing
import TreadmillControl

@Suite("The header")
struct HeaderTests {
    @Test("everything that a replay and a person need comes back exactly")
    func roundTrip() throws {
        let reader = try FlightLogReader(bytes: SampleLog.bytes(ticks: 0))
        let header = reader.header
        #expect(header == SampleLog.header())
        #expect(header.setup?.plan.intervals[1].beltSpeed.value.bitPattern == (0.1 + 0.2).bitPattern)
    }

    @Test("a log of a core without a session says so")
    func noSession() throws {
        let reader = try FlightLogReader(bytes: SampleLog.encoded(ticks: 0, header: SampleLog.header(setup: nil)).bytes)
        let setup = reader.header.setup
        #expect(setup == nil)
    }

    @Test("each limit is stored to its last bit")
    func everyLimit() throws {
        for figure in ControlLimits.figures {
            var limits = ControlLimits()
            let value = figure.bounds.upperBound
            limits[keyPath: figure.path] = figure.key == "loop_overruns" ? value : value.nextDown
            let text = SetupText.encode(limits: limits, setup: nil)
            let read = try SetupText.decode(text).limits
            #expect(read == limits, "\(figure.section.rawValue).\(figure.key)")
        }
    }

    @Test("no limit of the core is left out of the log")
    func noLimitForgotten() {
        // A range is one stored value and two figures.
        #expect(leaves(Mirror(reflecting: ControlLimits())) == ControlLimits.figures.count)
    }

    private func leaves(_ mirror: Mirror) -> Int {
        mirror.children.isEmpty ? 1 : mirror.children.reduce(0) { $0 + leaves(Mirror(reflecting: $1.value)) }
    }

    @Test("a setup that lacks a line, repeats one, or has one too many is refused by name")
    func damagedSetup() throws {
        let text = SetupText.encode(limits: ControlLimits(), setup: SampleLog.setup)
        let lines = text.split(separator: "\n")
        for line in lines {
            let key = String(line.prefix { $0 != "=" })
            let without = lines.filter { $0 != line }.joined(separator: "\n")
            let reason = refusal(of: without)
            #expect(
                reason?.contains(key) == true || reason?.contains("does not know") == true, "\(key): \(reason ?? "")")
            #expect(refusal(of: text + line + "\n")?.contains("twice") == true)
        }
        #expect(refusal(of: text + "belt.colour=3\n")?.contains("belt.colour") == true)
        #expect(refusal(of: text + "nonsense\n")?.contains("nonsense") == true)
    }

    @Test(
        "a figure that is not a finite number is refused",
        arguments: ["nan", "inf", "", "3,5", "0x", "1e999", "five"])
    func badFigure(_ value: String) throws {
        let text = SetupText.encode(limits: ControlLimits(), setup: SampleLog.setup)
        let bad = text.split(separator: "\n")
            .map { $0.hasPrefix("belt.plan_speed_m_s=") ? "belt.plan_speed_m_s=\(value)" : String($0) }
        #expect(refusal(of: bad.joined(separator: "\n"))?.contains("belt.plan_speed_m_s") == true)
    }

    @Test("a count of intervals that no plan has does not eat the memory")
    func hugePlan() {
        let text = SetupText.encode(limits: ControlLimits(), setup: SampleLog.setup)
        let huge = text.replacing("plan.interval_count=2", with: "plan.interval_count=4000000000")
        #expect(refusal(of: huge)?.contains("plan.interval_count") == true)
    }

    private func refusal(of text: String) -> String? {
        do throws(FlightLogError) {
            _ = try SetupText.decode(text)
            return nil
        } catch {
            return error.description
        }
    }
}
