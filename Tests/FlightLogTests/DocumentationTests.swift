import FlightLog
import Foundation
import Testing
import TreadmillControl

@Suite("docs/log-format.md")
struct DocumentationTests {
    @Test("the page names every field, key and topic of the log")
    func pageIsComplete() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/log-format.md"), encoding: .utf8)
        for topic in FlightLogTopic.allCases {
            #expect(page.contains("### \(topic.layout.name)"))
            for field in topic.layout.fields { #expect(page.contains("`\(field)`"), "\(field)") }
        }
        let tickBytes =
            10 + FlightLogTopic.controlInputs.layout.byteCount + FlightLogTopic.controlOutputs.layout.byteCount
        #expect(page.contains("A tick takes \(tickBytes) bytes"))
        #expect(
            page.contains(
                "`unweight_log_version` | `uint32_t` | the version of this page, \(FlightLogHeader.logVersion);"))
    }
}
