@testable import Replay
