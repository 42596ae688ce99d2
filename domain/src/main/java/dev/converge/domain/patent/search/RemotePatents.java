package dev.converge.domain.patent.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Patents of a provider, asked over HTTP. What was published too late is left out whatever the
/// provider sends, and pages are read until enough is left. Thread-safe.
final class RemotePatents implements PatentSource {
  /// Maximum number of documents on a page; every provider allows this many.
  static final int MAX_PAGE = 100;

  /// Maximum number of pages of one search.
  static final int MAX_PAGES = 4;

  /// For an answer to be whole.
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String VERSION = "1";
  private static final int THOUSAND = 1_000;

  private final PatentApi api;
  private final PatentWire wire;
  private final PatentFailures failures;

  RemotePatents(PatentApi api, PatentTiming timing, Duration within) {
    this.api = api;
    this.wire = new PatentWire(timing, within);
    this.failures = new PatentFailures(api);
  }

  @Override
  public String name() {
    return api.dialect().source();
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public boolean remote() {
    return true;
  }

  @Override
  public List<PatentHit> search(PatentQuery query)
      throws PatentSearchException, InterruptedException {
    String words = api.dialect().write(query);
    int size = Math.min(MAX_PAGE, query.limit());
    List<PatentHit> hits = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int position = 0;
    for (int page = 0; page < MAX_PAGES && hits.size() < query.limit(); page++) {
      PatentApi.Page found = page(words, position, size);
      for (Optional<PatentDocument> each : found.documents()) {
        position++;
        if (each.isPresent() && query.admits(each.get()) && seen.add(each.get().id())) {
          PatentDocument document = each.get();
          hits.add(new PatentHit(document, THOUSAND / position, position, document.passages()));
        }
      }
      if (found.documents().isEmpty() || position >= found.total()) {
        break;
      }
    }
    return List.copyOf(hits.subList(0, Math.min(hits.size(), query.limit())));
  }

  private PatentApi.Page page(String words, int from, int size)
      throws PatentSearchException, InterruptedException {
    PatentReply reply = reply(words, from, size);
    if (api.nothingFound(reply)) {
      return PatentApi.Page.NOTHING;
    }
    try {
      return api.page(PatentJson.parse(reply.body()));
    } catch (PatentJson.Wrong e) {
      throw failures.malformed(String.valueOf(e.getMessage()));
    }
  }

  private PatentReply reply(String words, int from, int size)
      throws PatentSearchException, InterruptedException {
    for (int tries = 1; ; tries++) {
      var request = api.request(wire, words, from, size);
      PatentReply reply = wire.send(api, request);
      if (reply.status() != 401) {
        return reply;
      }
      if (tries > 1 || !api.renews(reply)) {
        throw failures.of(request.build().uri(), reply);
      }
    }
  }
}
