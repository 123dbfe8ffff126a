import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OperatorAPI

extension Bench {
    /// Asks for a session without a command line between; the HTTP status.
    func start(_ plan: String, mass: Double, needsOperatorLink: Bool = false) async throws -> UInt {
        let request = SessionRequest(
            planText: plan, planName: "plan.yaml", massKilograms: mass, needsOperatorLink: needsOperatorLink)
        return try await call(.startSession, body: try WireFormat.encode(request))
    }

    /// Says that the operator of this session is there; the HTTP status.
    @discardableResult
    func signOfLife(of session: String) async throws -> UInt {
        try await call(.presence, body: try WireFormat.encode(PresenceRequest(sessionID: session)))
    }

    /// Asks one thing of the core; the HTTP status.
    func ask(_ route: APIRoute) async throws -> UInt { try await call(route, body: nil) }

    private func call(_ route: APIRoute, body: [UInt8]?) async throws -> UInt {
        let escaped = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        var request = HTTPClientRequest(url: "http+unix://\(escaped)\(route.path)")
        request.method = .init(rawValue: route.method.rawValue)
        if let body { request.body = .bytes(body) }
        return try await HTTPClient.shared.execute(request, timeout: .seconds(10)).status.code
    }

    /// Adds to the limits of the bench.
    func appendLimits(_ text: String) throws {
        let file = folder.appendingPathComponent("limits.yaml")
        try write("limits.yaml", try String(contentsOf: file, encoding: .utf8) + "\n" + text + "\n")
    }
}
