import AsyncHTTPClient
import NIOCore
import OperatorAPI

/// A run of the doctor, followed to its report.
struct DoctorStream: Sendable {
    let client: DaemonClient

    /// - Throws: `Problem`: why the doctor did not begin, or that the connection broke.
    func run(_ tell: (ProofEvent) -> Void) async throws(Problem) -> ProofReport {
        let body = try WireFormat.encode(ProofRequest(machineIsEmpty: true))
        do {
            var parser = ServerSentEventParser()
            for try await chunk in try await client.chunks(of: .runDoctor, body: body) {
                for event in try parser.feed(chunk.readableBytesView) {
                    guard let known = try ProofEvent(event) else { continue }
                    tell(known)
                    if case .report(let report) = known { return report }
                }
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .unreachable(socketPath: client.socketPath, error)
        }
        throw Problem(
            status: Problem.unreachableStatus, title: "The daemon ended the examination without a report",
            detail: "it may have been stopped", remedy: "See `systemctl status unweightd`, then try again.")
    }
}
