package dev.converge.runtime.a2a;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.SeedRule;
import dev.converge.domain.template.Template;
import dev.converge.runtime.operations.submission.SubmitRequest;
import dev.converge.runtime.operations.template.TemplateVersions;
import dev.converge.runtime.rpc.RpcException;
import dev.converge.runtime.rpc.RpcRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A message that starts a task: its data parts are a submission, and its text is the seed of a
/// template that requires one.
///
/// @param message as it was sent
/// @param skill name of the template; empty if the message names none
/// @param returnImmediately whether the client does not want to wait
record SentMessage(Json.Obj message, String skill, boolean returnImmediately) {
  private static final String SKILL = "skill";
  private static final String TEMPLATE = "template";
  private static final String SEEDS = "seeds";
  private static final String HOW =
      "a part with data such as {\"template\":\"growth-strategy\",\"seeds\":[{\"id\":\"…\","
          + "\"content\":\"…\"}]}";

  /// Maximum length of a message's id, in characters.
  private static final int MAX_MESSAGE_ID = 200;

  /// The key that makes a repeated message start only one task.
  private static final String KEY_PREFIX = "a2a:";

  static SentMessage read(RpcRequest request) {
    Json.Obj message = request.object("message");
    // Clients that use protobuf send omitted fields as empty texts.
    if (!OptionalMembers.textOrEmpty(message, "taskId").isEmpty()) {
      throw A2aErrors.unsupported(
          "A task accepts no further messages (expected: a message without taskId). People decide"
              + " in the console or over the API; the metadata of the task contain the links");
    }
    String id = OptionalMembers.textOrEmpty(message, "messageId");
    if (id.isEmpty() || id.length() > MAX_MESSAGE_ID) {
      throw RpcException.invalidParams(
          "message.messageId: "
              + (id.isEmpty() ? "is missing" : id.length() + " characters")
              + " (expected: an id of 1 to "
              + MAX_MESSAGE_ID
              + " characters)");
    }
    String skill =
        member(message, "metadata", SKILL)
            .or(() -> member(request.params(), "metadata", SKILL))
            .orElse("");
    Json.Obj configuration = request.object("configuration");
    return new SentMessage(
        message, skill, OptionalMembers.flag(configuration, "returnImmediately"));
  }

  private static Optional<String> member(Json.Obj of, String object, String name) {
    return OptionalMembers.object(of, object).flatMap(inner -> OptionalMembers.text(inner, name));
  }

  /// The message as a submission.
  ///
  /// @param templates that the sender can run
  SubmitRequest submission(List<TemplateVersions> templates) {
    TreeMap<String, Json> body = new TreeMap<>();
    List<String> texts = new ArrayList<>();
    for (Json item : parts()) {
      if (!(item instanceof Json.Obj part)) {
        throw RpcException.invalidParams("message.parts: not an object (expected: " + HOW + ")");
      }
      OptionalMembers.text(part, "text").ifPresent(texts::add);
      if (part.get("data").orElse(null) instanceof Json.Obj data) {
        body.putAll(data.fields());
      }
    }
    if (!skill.isEmpty()) {
      body.putIfAbsent(TEMPLATE, Json.of(skill));
    }
    if (!body.containsKey(TEMPLATE)) {
      throw RpcException.invalidParams(
          "The message names no skill (expected: metadata.skill, or " + HOW + ")");
    }
    if (!body.containsKey(SEEDS) && !texts.isEmpty()) {
      body.put(SEEDS, seeds(templates, ((Json.Str) text(body)).value(), texts));
    }
    String id = OptionalMembers.textOrEmpty(message, "messageId");
    return new SubmitRequest(new Json.Obj(body), KEY_PREFIX + id);
  }

  private static Json text(TreeMap<String, Json> body) {
    Json name = body.get(TEMPLATE);
    if (name instanceof Json.Str) {
      return name;
    }
    throw RpcException.invalidParams("template: not a string (expected: the id of a skill)");
  }

  private List<Json> parts() {
    if (message.get("parts").orElse(null) instanceof Json.Arr(var items) && !items.isEmpty()) {
      return items;
    }
    throw RpcException.invalidParams("message.parts: none (expected: " + HOW + ")");
  }

  /// The text as a seed, if the template requires exactly one kind of seed.
  private static Json seeds(List<TemplateVersions> templates, String name, List<String> texts) {
    List<SeedRule> rules =
        templates.stream()
            .map(TemplateVersions::template)
            .filter(template -> template.name().equals(name))
            .findFirst()
            .map(SentMessage::required)
            .orElse(List.of());
    if (rules.size() != 1) {
      throw RpcException.invalidParams(
          "Text is not enough for "
              + RpcException.shortened(name)
              + ", which asks for seeds of "
              + rules.size()
              + " kinds (expected: "
              + HOW
              + ")");
    }
    List<Json> seeds = new ArrayList<>();
    for (String text : texts) {
      seeds.add(
          Json.object()
              .put("id", rules.getFirst().idPrefix() + (seeds.size() + 1))
              .put("content", text)
              .build());
    }
    return Json.array(seeds);
  }

  private static List<SeedRule> required(Template template) {
    return template.program().definition().seeds().stream().filter(SeedRule::required).toList();
  }
}
