package dev.converge.client;

/// A job that the server has stored.
public final class StartedJob {
  private final JsonObject json;

  StartedJob(JsonObject json) {
    this.json = json;
  }

  /// The id of the job.
  public String id() {
    return json.text("job_id");
  }

  /// The id of its first run.
  public String runId() {
    return json.text("run_id");
  }

  /// Everything that the server said of it.
  public JsonObject json() {
    return json;
  }

  @Override
  public String toString() {
    return id();
  }
}
