import Foundation
import OperatorAPI
import Testing
import TreadmillControl

@Suite("docs/openapi.yaml")
struct OpenAPIDocumentTests {
    private let document: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        document = try String(contentsOf: root.appending(path: "docs/openapi.yaml"), encoding: .utf8)
    }

    @Test("describes every route with its method", arguments: APIRoute.allCases)
    func route(_ route: APIRoute) throws {
        let start = try #require(document.range(of: "\n  \(route.path):\n"), "\(route.path) is not described")
        let entry = document[start.upperBound...].prefix(60)
        #expect(entry.hasPrefix("    \(route.method.rawValue.lowercased()):\n      operationId: \(route.rawValue)\n"))
    }

    @Test("describes no route that is not served")
    func nothingMore() {
        let described = document.split(separator: "\n").filter { $0.hasPrefix("  /v1/") }
        #expect(described.count == APIRoute.allCases.count)
    }

    @Test("knows every key of a status report")
    func keys() throws {
        var report = ReportSamples.session(.running, active: [.beltTracking])
        report.interruption = InterruptionReport(
            cause: .daemonEnded, damage: nil, sessionID: nil, logFile: nil, phase: nil, beltMayHaveMoved: true,
            lastMotion: nil, beltStands: false)
        let json = try JSONSerialization.jsonObject(with: Data(WireFormat.encode(report)))
        for key in keys(in: json) {
            #expect(document.contains(" \(key): {") || document.contains(" \(key):\n"), "\(key) is not described")
        }
    }

    private func keys(in json: Any) -> Set<String> {
        if let object = json as? [String: Any] {
            return object.reduce(into: Set(object.keys)) { $0.formUnion(keys(in: $1.value)) }
        }
        if let array = json as? [Any] { return array.reduce(into: []) { $0.formUnion(keys(in: $1)) } }
        return []
    }

    @Test("names every interlock, phase and reason")
    func names() {
        let names =
            Interlock.allCases.map(\.wireName) + SessionPhase.allCases.map(\.wireName)
            + FinishReason.allCases.map(\.wireName) + RequestOutcome.allCases.map(\.wireName)
            + Reaction.allCases.map(\.wireName)
        let words = Set(document.split { !$0.isLetter && $0 != "_" }.map(String.init))
        #expect(names.filter { !words.contains($0) }.isEmpty)
    }
}
