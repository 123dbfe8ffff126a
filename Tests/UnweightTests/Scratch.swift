import OperatorAPI
import Testing
import TreadmillControl
@testable import unweight
@Test func scratch() throws {
    for width in [40, 80, 120] {
        print("=== \(width)")
        for r in [ReportSamples.running(announcedChangeIn: 4.2), ReportSamples.idle(), ReportSamples.session(.faulted, elapsed: 30, latched: [.beltReadingStale])] {
            for l in StatusPanel(width: width, units: .metric, notices: ["12:00:00 something"], showsKeys: true).lines(r) { print(l.text(colour: false) + "|") }
            print("-----")
        }
    }
    print(String(decoding: try WireFormat.encode(ReportSamples.running()), as: UTF8.self))
}
