package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.CitedPage;
import java.util.List;
import java.util.Optional;

/// A successful response, reduced to what all providers share.
///
/// @param stop how it ended
/// @param reason the provider's word for it, or empty
/// @param text of the model
/// @param refusal of the model, or what the provider says of a fault, or empty
/// @param pages that it names, with the places in the text that rest on them
/// @param used by the call
/// @param id of the call, or empty
record ProviderResponse(
    Stop stop,
    String reason,
    String text,
    String refusal,
    List<CitedPage> pages,
    Used used,
    Optional<String> id) {
  /// What a provider says that a call used.
  ///
  /// @param input tokens, or empty where it does not say
  /// @param output tokens, or empty where it does not say
  /// @param cached of the request's tokens, those that were kept from earlier calls
  /// @param written of the request's tokens, those that are kept for later calls
  /// @param thinking of the answer's tokens
  /// @param searches of the web
  record Used(
      Optional<Long> input,
      Optional<Long> output,
      long cached,
      long written,
      long thinking,
      int searches) {
    /// Tokens in and out, of which nothing more is told.
    static Used of(Optional<Long> input, Optional<Long> output) {
      return new Used(input, output, 0, 0, 0, 0);
    }
  }

  /// How an answer ended.
  enum Stop {
    /// By itself, or by a word that is not known: the contract decides what it is worth.
    ENDED,
    /// At a limit.
    CUT,
    /// By a filter.
    FILTERED,
    /// By the model, which declined.
    REFUSED,
    /// In a way that holds no text for us, such as a call of a tool.
    OTHER,
    /// At a fault of the provider's, which it tells in a response that is none of HTTP's errors.
    FAILED,
    /// At something in the request that the provider tells in such a response.
    REJECTED
  }

  ProviderResponse {
    pages = List.copyOf(pages);
  }

  /// Parses the body of one provider's responses.
  interface Parser {
    /// Parses a body with status 2xx.
    ///
    /// @throws Unreadable if it is not of the form that the provider documents
    ProviderResponse parse(Json.Obj body) throws Unreadable;
  }

  /// A body is not of the form that the provider documents.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  /// A count of tokens; nothing where it is missing, negative or absurd.
  static Optional<Long> count(Json.Obj from, String... names) {
    long sum = 0;
    boolean any = false;
    for (String name : names) {
      Optional<Double> number = OptionalMembers.number(from, name);
      if (number.isPresent()) {
        double value = number.get();
        if (value < 0 || value > MOST_TOKENS || Math.rint(value) != value) {
          return Optional.empty();
        }
        sum += (long) value;
        any = true;
      }
    }
    return any ? Optional.of(sum) : Optional.empty();
  }

  private static final double MOST_TOKENS = 1e9;
}
