package dev.converge.runtime.operations.webhook;

import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.store.Happening;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads webhooks from requests.
///
/// @param plain whether `http` is possible: only if addresses are allowed for it
public record WebhookReader(boolean plain) {
  /// Prefix of secrets in Standard Webhooks.
  public static final String SECRET_PREFIX = "whsec_";

  /// The member of a submission that lists the job's webhooks.
  public static final String MEMBER = "webhooks";

  private static final String SECRET = "secret";
  private static final String EVENTS = "events";
  private static final List<String> OF_JOB = List.of("url", EVENTS, SECRET);
  private static final List<String> STANDING = List.of("url", EVENTS, SECRET, "description");

  /// Reads a webhook for every job.
  public WebhookRequest standing(Json.Obj body, List<FieldError> errors) {
    BodyFields fields = new BodyFields("", body, STANDING, errors);
    String description = fields.text("description");
    if (description != null && description.length() > WebhookLimits.DESCRIPTION) {
      fields.error(
          "description",
          description.length()
              + " characters (expected: at most "
              + WebhookLimits.DESCRIPTION
              + ")");
    }
    return read("", fields, errors, description);
  }

  /// Reads the webhooks of a job from its submission; empty if it has none.
  public List<WebhookRequest> ofJob(BodyFields submission, List<FieldError> errors) {
    List<Json> items = submission.array(MEMBER);
    if (items == null) {
      return List.of();
    }
    if (items.size() > WebhookLimits.OF_JOB) {
      submission.error(
          MEMBER, items.size() + " webhooks (expected: at most " + WebhookLimits.OF_JOB + ")");
      return List.of();
    }
    List<WebhookRequest> requests = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String pointer = FieldError.pointer("/" + MEMBER, i);
      if (items.get(i) instanceof Json.Obj object) {
        BodyFields fields = new BodyFields(pointer, object, OF_JOB, errors);
        requests.add(read(pointer, fields, errors, null));
      } else {
        errors.add(
            new FieldError(pointer, BodyFields.describe(items.get(i)) + " (expected: an object)"));
      }
    }
    return requests;
  }

  private WebhookRequest read(
      String pointer, BodyFields fields, List<FieldError> errors, @Nullable String description) {
    String url = fields.requiredText("url");
    if (!url.isEmpty()) {
      problem(url).ifPresent(problem -> fields.error("url", problem));
    }
    String secret = fields.text(SECRET);
    if (secret != null && secret(secret).isEmpty()) {
      fields.error(
          SECRET,
          "not shown (expected: "
              + SECRET_PREFIX
              + " and "
              + WebhookLimits.LEAST_SECRET
              + " to "
              + WebhookLimits.MOST_SECRET
              + " bytes in base64)");
    }
    return new WebhookRequest(url, tells(pointer, fields, errors), secret, description);
  }

  private static Set<Happening> tells(String pointer, BodyFields fields, List<FieldError> errors) {
    List<Json> items = fields.array(EVENTS);
    if (items == null) {
      return EnumSet.allOf(Happening.class);
    }
    Set<Happening> tells = EnumSet.noneOf(Happening.class);
    for (int i = 0; i < items.size(); i++) {
      Optional<Happening> happening =
          items.get(i) instanceof Json.Str(var word)
              ? EnumWord.find(Happening.class, word)
              : Optional.empty();
      if (happening.isPresent()) {
        tells.add(happening.get());
      } else {
        errors.add(
            new FieldError(
                FieldError.pointer(pointer + "/" + EVENTS, i),
                BodyFields.describe(items.get(i)) + " (expected: one of " + words() + ")"));
      }
    }
    if (items.isEmpty()) {
      fields.error(EVENTS, "none (expected: some of " + words() + ", or no such member for all)");
    }
    return tells;
  }

  private static String words() {
    return String.join(", ", EnumWord.all(Happening.class));
  }

  /// What is wrong with a URL.
  Optional<String> problem(String url) {
    if (url.length() > WebhookLimits.URL) {
      return Optional.of(
          url.length() + " characters (expected: at most " + WebhookLimits.URL + ")");
    }
    String expected = plain ? "an http or https URL" : "an https URL";
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of(e.getReason() + " (expected: " + expected + ")");
    }
    String scheme = uri.getScheme();
    boolean known = "https".equals(scheme) || (plain && "http".equals(scheme));
    if (!known || uri.getHost() == null || uri.getHost().isEmpty()) {
      return Optional.of(
          "\""
              + BodyFields.shortened(url)
              + "\" (expected: "
              + expected
              + (plain
                  ? ")"
                  : "; http is allowed only for networks in the setting" + " webhooks.allow)"));
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return Optional.of("has a user or a fragment (expected: " + expected + " without them)");
    }
    return Optional.empty();
  }

  /// The bytes of a secret; empty if it is invalid.
  public static Optional<byte[]> secret(String text) {
    if (!text.startsWith(SECRET_PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length()));
      return Optional.of(bytes)
          .filter(
              b -> b.length >= WebhookLimits.LEAST_SECRET && b.length <= WebhookLimits.MOST_SECRET);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A submission without the secrets of its webhooks, for storing.
  public static Json.Obj withoutSecrets(Json.Obj submission) {
    if (!(submission.get(MEMBER).orElse(null) instanceof Json.Arr(var items))) {
      return submission;
    }
    List<Json> kept = new ArrayList<>();
    for (Json item : items) {
      if (item instanceof Json.Obj webhook) {
        TreeMap<String, Json> fields = new TreeMap<>(webhook.fields());
        fields.remove(SECRET);
        kept.add(new Json.Obj(fields));
      } else {
        kept.add(item);
      }
    }
    TreeMap<String, Json> fields = new TreeMap<>(submission.fields());
    fields.put(MEMBER, new Json.Arr(kept));
    return new Json.Obj(fields);
  }
}
