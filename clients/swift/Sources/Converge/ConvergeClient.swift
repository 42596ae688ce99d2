import Foundation

/// How the events of a run come.
public enum ConnectionState: Sendable {
  case streaming, reconnecting, degraded, offline
}

/// An event of a run. `type` says which members `json` has.
public struct RunEvent: Sendable {
  public let sequence: Int
  public let type: String
  /// The run ended with it.
  public let isFinal: Bool
  public let json: [String: JSONValue]

  init(_ json: [String: JSONValue]) throws {
    guard case .number(let sequence)? = json["sequence"], case .string(let type)? = json["type"] else {
      throw URLError(.cannotParseResponse)
    }
    self.sequence = Int(sequence)
    self.type = type
    isFinal = json["summary"] != nil
    self.json = json
  }
}

/// What the server refused. `type` is stable.
public struct Refused: Error {
  public let status: Int
  public let problem: Problem?
  /// Whether the same request can succeed later.
  public var isTemporary: Bool { [429, 502, 503, 504].contains(status) }
}

/// A client of one server, by the rules of docs/mobile.md.
public struct ConvergeClient: Sendable {
  /// Longer than the pause between two signs of life on a stream.
  static let silence: TimeInterval = 45
  static let failuresUntilPages = 3
  static let maxFailures = 60
  static let pagesFor: TimeInterval = 60

  let server: URL
  let apiKey: String?
  let session: URLSession

  public init(server: URL, apiKey: String? = nil, session: URLSession = .shared) {
    self.server = server
    self.apiKey = apiKey
    self.session = session
  }

  /// Submits a job. Store the key before, and send it again with the same one until there is an answer.
  public func submit(_ job: Submission, idempotencyKey: String) async throws -> Accepted {
    var request = request("api/v1/jobs")
    request.httpMethod = "POST"
    request.setValue(idempotencyKey, forHTTPHeaderField: "Idempotency-Key")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = try JSONEncoder().encode(job)
    return try await read(request)
  }

  /// Reads a job with its facts.
  public func job(_ id: String) async throws -> Job {
    try await read(request("api/v1/jobs/\(id)"))
  }

  /// Every event once and in order, until the run has ended. Ends with the task that reads it.
  public func events(
    _ id: String, after: Int = 0, onState: @escaping @Sendable (ConnectionState) -> Void = { _ in }
  ) -> AsyncThrowingStream<RunEvent, Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await follow(id, after: after, onState: onState) { continuation.yield($0) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func follow(
    _ id: String, after start: Int, onState: (ConnectionState) -> Void, yield: (RunEvent) -> Void
  ) async throws {
    var after = start
    var failures = 0
    var pagesUntil: Date?
    while true {
      try Task.checkCancellation()
      do {
        if let until = pagesUntil, until > Date() {
          let page: EventPage = try await read(
            request("api/v1/jobs/\(id)/events", ["after": String(after), "limit": "500"]))
          onState(.degraded)
          failures = Self.failuresUntilPages
          for json in page.events {
            let event = try RunEvent(json)
            after = event.sequence
            yield(event)
          }
          if page.complete { return }
          if page.events.isEmpty { try await Task.sleep(nanoseconds: 1_000_000_000) }
          continue
        }
        if pagesUntil != nil {
          pagesUntil = nil
          failures = 0
        }
        var open = request("api/v1/jobs/\(id)/stream", ["after": String(after)])
        open.setValue("text/event-stream", forHTTPHeaderField: "Accept")
        let (bytes, response) = try await session.bytes(for: open)
        if try status(response) == 204 { return }
        onState(.streaming)
        for try await line in bytes.lines where line.hasPrefix("data:") {
          let data = Data(line.dropFirst("data:".count).utf8)
          let event = try RunEvent(JSONDecoder().decode([String: JSONValue].self, from: data))
          after = event.sequence
          failures = 0
          yield(event)
          // A halted run may have been continued: the server says whether more comes.
          if event.isFinal { break }
        }
      } catch let refused as Refused where !refused.isTemporary {
        throw refused
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        failures += 1
        if failures > Self.maxFailures { throw error }
        onState(pagesUntil == nil ? .reconnecting : .offline)
        if failures >= Self.failuresUntilPages && pagesUntil == nil {
          pagesUntil = Date().addingTimeInterval(Self.pagesFor)
        }
        // Full jitter: clients that were cut off together do not come back together.
        let most = min(10, 0.25 * pow(2, Double(min(failures, 10))))
        try await Task.sleep(nanoseconds: UInt64(Double.random(in: 0..<most) * 1_000_000_000))
      }
    }
  }

  private func request(_ path: String, _ query: [String: String] = [:]) -> URLRequest {
    var parts = URLComponents(url: server.appendingPathComponent(path), resolvingAgainstBaseURL: false)!
    if !query.isEmpty {
      parts.queryItems = query.map { URLQueryItem(name: $0.key, value: $0.value) }
    }
    var request = URLRequest(url: parts.url!, timeoutInterval: Self.silence)
    request.setValue("application/json", forHTTPHeaderField: "Accept")
    if let apiKey {
      request.setValue("Bearer \(apiKey)", forHTTPHeaderField: "Authorization")
    }
    return request
  }

  private func read<Answer: Decodable>(_ request: URLRequest) async throws -> Answer {
    let (data, response) = try await session.data(for: request)
    _ = try status(response, data)
    return try JSONDecoder().decode(Answer.self, from: data)
  }

  private func status(_ response: URLResponse, _ body: Data = Data()) throws -> Int {
    guard let http = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    if http.statusCode >= 400 {
      throw Refused(
        status: http.statusCode, problem: try? JSONDecoder().decode(Problem.self, from: body))
    }
    return http.statusCode
  }
}
