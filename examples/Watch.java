import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/// Submits a job and prints its events as they come, also when the connection breaks:
///
///     java examples/Watch.java http://127.0.0.1:8080 job.json
final class Watch {
  public static void main(String[] args) throws Exception {
    String server = args[0];
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> accepted =
        http.send(
            HttpRequest.newBuilder(URI.create(server + "/api/v1/jobs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofFile(Path.of(args[1])))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (accepted.statusCode() != 202) {
      throw new IllegalStateException(accepted.body());
    }
    String job = server + accepted.headers().firstValue("location").orElseThrow();
    String last = "0";
    boolean more = true;
    while (more) {
      HttpRequest stream =
          HttpRequest.newBuilder(URI.create(job + "/stream")).header("Last-Event-ID", last).build();
      var events = http.send(stream, HttpResponse.BodyHandlers.ofInputStream());
      more = events.statusCode() == 200; // 204: nothing is left
      String line = "";
      try (var lines = new BufferedReader(new InputStreamReader(events.body(), "UTF-8"))) {
        while (more && (line = lines.readLine()) != null) {
          if (line.startsWith("id: ")) {
            last = line.substring(4);
          } else if (line.startsWith("data: ")) {
            System.out.println(line.substring(6));
            more = !line.contains("\"summary\":{"); // the final event
          }
        }
      }
    }
  }
}
