package dev.converge.domain.patent.search;

import dev.converge.core.agent.FailureKind;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The search of the European Patent Office's Open Patent Services 3.2: `GET
/// /rest-services/published-data/search/biblio`, with a token for a key and its secret (OAuth 2.0
/// client credentials), documented in the OPS reference guide at <https://developers.epo.org>.
/// Thread-safe.
final class EpoApi implements PatentApi {
  /// Where it is.
  static final URI ADDRESS = URI.create("https://ops.epo.org/3.2");

  /// The variable that has the key.
  static final String KEY = "EPO_OPS_KEY";

  /// The variable that has the secret.
  static final String SECRET = "EPO_OPS_SECRET";

  /// How long it is left alone once its light is black and it does not say.
  static final Duration REST = Duration.ofSeconds(60);

  private static final Pattern LIGHT = Pattern.compile("search=(\\w+):(\\d{1,6})");

  private final URI address;
  private final String key;
  private final String secret;
  private @Nullable String token;

  EpoApi(URI address, String key, String secret) {
    this.address = address;
    this.key = key;
    this.secret = secret;
  }

  @Override
  public PatentDialect dialect() {
    return PatentDialect.EPO;
  }

  @Override
  public URI address() {
    return address;
  }

  @Override
  public List<String> variables() {
    return List.of(KEY, SECRET);
  }

  @Override
  public synchronized List<String> secrets() {
    return token == null ? List.of(basic(), key, secret) : List.of(basic(), key, secret, token);
  }

  private String basic() {
    byte[] both = (key + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(both);
  }

  @Override
  public HttpRequest.Builder request(PatentWire wire, String query, int from, int size)
      throws PatentSearchException, InterruptedException {
    String words = URLEncoder.encode(query, StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(
            URI.create(
                "%s/rest-services/published-data/search/biblio?q=%s&Range=%d-%d"
                    .formatted(address, words, from + 1, from + size)))
        .header("authorization", "Bearer " + token(wire))
        .header("accept", "application/json");
  }

  private String token(PatentWire wire) throws PatentSearchException, InterruptedException {
    Optional<String> known = known();
    return known.isPresent() ? known.get() : fetched(wire);
  }

  private synchronized Optional<String> known() {
    return Optional.ofNullable(token);
  }

  private synchronized void keep(@Nullable String fresh) {
    token = fresh;
  }

  private String fetched(PatentWire wire) throws PatentSearchException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/auth/accesstoken"))
            .header("authorization", "Basic " + basic())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"));
    PatentReply reply = wire.send(this, request);
    PatentFailures failures = new PatentFailures(this);
    if (!reply.good()) {
      throw failures.of(request.build().uri(), reply);
    }
    try {
      String fresh = PatentJson.parse(reply.body()).at("access_token").text();
      keep(fresh);
      return fresh;
    } catch (PatentJson.Wrong e) {
      throw new PatentSearchException(
          FailureKind.MALFORMED,
          "source epo: the token cannot be read (expected: access_token in the answer)",
          null);
    }
  }

  @Override
  public Page page(PatentJson body) {
    PatentJson search = body.at("ops:world-patent-data").at("ops:biblio-search");
    long total = search.at("@total-result-count").count();
    return total == 0 ? Page.NOTHING : new Page(EpoDocuments.of(search), total);
  }

  @Override
  public boolean nothingFound(PatentReply reply) {
    return reply.status() == 404 && reply.body().contains("SERVER.EntityNotFound");
  }

  /// A quota that is spent comes as a 403 with the reason in a header.
  @Override
  public boolean throttled(PatentReply reply) {
    return !reply.header("x-rejection-reason").isEmpty();
  }

  /// `X-Throttling-Control` has a light for searches and how many a minute it lets through: at
  /// yellow and red they are spread over the minute, at black none is made. `Retry-After` counts
  /// milliseconds here.
  @Override
  public Optional<Duration> pause(PatentReply reply) {
    Optional<Duration> asked = PatentPause.millis(reply.header("retry-after"));
    Matcher light = LIGHT.matcher(reply.header("x-throttling-control"));
    if (!light.find()) {
      return reply.good() ? Optional.empty() : asked;
    }
    long most = Long.parseLong(light.group(2));
    return switch (light.group(1)) {
      case "green" -> reply.good() ? Optional.empty() : asked;
      case "yellow", "red" -> asked.or(() -> Optional.of(most == 0 ? REST : REST.dividedBy(most)));
      default -> asked.or(() -> Optional.of(REST));
    };
  }

  /// Tokens are good for twenty minutes.
  @Override
  public boolean renews(PatentReply reply) {
    boolean had = known().isPresent();
    keep(null);
    return had;
  }
}
