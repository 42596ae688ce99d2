package dev.converge.domain.patent.search;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One provider's search: how it is asked and how its answers read. Thread-safe.
interface PatentApi {
  /// A page of an answer.
  ///
  /// @param documents in the provider's order; empty where an entry is of no published document
  /// @param total how many there are in all
  record Page(List<Optional<PatentDocument>> documents, long total) {
    static final Page NOTHING = new Page(List.of(), 0);

    /// Copies the list.
    public Page {
      documents = List.copyOf(documents);
    }
  }

  /// How it writes a query; its name is the source's.
  PatentDialect dialect();

  /// Where it is asked.
  URI address();

  /// The variables of the environment that its keys are in.
  List<String> variables();

  /// Texts that no message may show.
  List<String> secrets();

  /// The request for a page.
  ///
  /// @param wire that further requests are made over, for a token say
  /// @param from how many documents are skipped
  /// @throws PatentSearchException if there is no token
  /// @throws InterruptedException if interrupted
  HttpRequest.Builder request(PatentWire wire, String query, int from, int size)
      throws PatentSearchException, InterruptedException;

  /// A page out of a good answer.
  ///
  /// @throws PatentJson.Wrong if it has another shape than the documented one
  Page page(PatentJson body);

  /// Whether an error means that nothing was found.
  boolean nothingFound(PatentReply reply);

  /// Whether an error means that asking again later helps, beyond what its status says.
  default boolean throttled(PatentReply reply) {
    return false;
  }

  /// What the provider asks to be waited before the next request; empty if nothing.
  Optional<Duration> pause(PatentReply reply);

  /// Told of an answer that says that the token is no longer good.
  ///
  /// @return whether it makes sense to ask again with another
  default boolean renews(PatentReply reply) {
    return false;
  }
}
