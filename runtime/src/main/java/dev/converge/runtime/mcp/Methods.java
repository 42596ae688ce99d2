package dev.converge.runtime.mcp;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.template.TemplateVersions;
import dev.converge.runtime.problems.ProblemHandler;
import dev.converge.runtime.rpc.RpcAnswers;
import dev.converge.runtime.rpc.RpcException;
import dev.converge.runtime.rpc.RpcRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Answers the methods of the protocol. Keeps nothing between requests. Methods may block.
final class Methods {
  private static final String INSTRUCTIONS =
      "Each template is a tool that starts a job: agents run until no agent adds anything new. A"
          + " job continues after the call returns; wait_for_job waits for it to end."
          + " list_proposals lists what a person must decide.";

  /// How long clients may cache a list, in milliseconds.
  private static final long FRESH_MILLIS = 10_000;

  private static final String PRIVATE = "private";

  private final Operations operations;
  private final Json.Obj server;
  private final int maxSeeds;
  private final JobWait wait;
  private final ConsoleLinks console;
  private final Resources resources;
  private final List<Tool> fixed;

  /// @param version of the product
  /// @param maxSeeds of a job
  /// @param decide whether clients are allowed to decide on proposals
  /// @param console links to the console for people
  Methods(
      Operations operations,
      String version,
      int maxSeeds,
      boolean decide,
      JobWait wait,
      ConsoleLinks console,
      Bundles bundles) {
    this.operations = operations;
    this.server = Json.object().put("name", "converge").put("version", version).build();
    this.maxSeeds = maxSeeds;
    this.wait = wait;
    this.console = console;
    this.resources = new Resources(operations, bundles);
    List<Tool> tools = new ArrayList<>(JobTools.over(operations.jobs(), wait, console));
    tools.add(new ProposalTools.ListProposals(operations.proposals(), console));
    if (decide) {
      tools.add(new ProposalTools.Decide(operations.proposals()));
    }
    this.fixed = List.copyOf(tools);
  }

  /// The result of a request.
  ///
  /// @throws RpcException if there is none
  Json.Obj answer(Caller caller, Revision revision, RpcRequest request, Progress progress) {
    Json.Obj result =
        switch (request.method()) {
          case "tools/list" -> cached(tools(caller), revision);
          case "tools/call" -> call(caller, request, progress);
          case "resources/list" ->
              cached(
                  resources.list(
                      caller, OptionalMembers.text(request.params(), "cursor").orElse(null)),
                  revision);
          case "resources/templates/list" -> cached(Resources.templates(), revision);
          case "resources/read" -> cached(resources.read(caller, request.text("uri")), revision);
          case "server/discover" -> cached(discovered(), revision);
          case "initialize" -> initialized(request);
          case "ping" -> ping(revision);
          default -> throw RpcException.unknownMethod(request.method());
        };
    return revision.completed(result, server);
  }

  private static Json.Obj capabilities() {
    return Json.object().put("tools", Json.Obj.EMPTY).put("resources", Json.Obj.EMPTY).build();
  }

  private static Json.Obj discovered() {
    return Json.object()
        .put("supportedVersions", Revision.NAMES)
        .put("capabilities", capabilities())
        .put("instructions", INSTRUCTIONS)
        .build();
  }

  private Json.Obj initialized(RpcRequest request) {
    return Json.object()
        .put("protocolVersion", Revision.agreed(request.text("protocolVersion")).name())
        .put("capabilities", capabilities())
        .put("serverInfo", server)
        .put("instructions", INSTRUCTIONS)
        .build();
  }

  private static Json.Obj ping(Revision revision) {
    if (revision.stateless()) {
      throw RpcException.unknownMethod("ping");
    }
    return Json.Obj.EMPTY;
  }

  /// What callers read depends on their permissions, so it must not be shared.
  private static Json.Obj cached(Json.Obj result, Revision revision) {
    if (!revision.stateless()) {
      return result;
    }
    Json.Builder out = Json.object();
    result.fields().forEach(out::put);
    return out.put("ttlMs", (double) FRESH_MILLIS).put("cacheScope", PRIVATE).build();
  }

  private Json.Obj tools(Caller caller) {
    List<Json> listed = new ArrayList<>();
    all(caller).forEach(tool -> listed.add(tool.definition()));
    return Json.object().put("tools", Json.array(listed)).build();
  }

  private List<Tool> all(Caller caller) {
    Set<String> taken = fixed.stream().map(Tool::name).collect(Collectors.toSet());
    List<Tool> all = new ArrayList<>(fixed);
    for (TemplateVersions each : operations.templates().list(caller)) {
      String name = each.template().name();
      all.add(
          new TemplateTool(
              taken.contains(name) ? "run_" + name : name,
              each.template(),
              maxSeeds,
              operations.jobs(),
              wait,
              console));
    }
    return all;
  }

  private Json.Obj call(Caller caller, RpcRequest request, Progress progress) {
    String name = request.text("name");
    Json.Obj arguments = request.object("arguments");
    Tool tool =
        all(caller).stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                RpcException.invalidParams(
                    "Unknown tool: "
                        + RpcException.shortened(name)
                        + " (expected: one that tools/list lists)"));
    try {
      return result(tool.call(caller, arguments, progress), false);
    } catch (RpcException e) {
      throw e;
    } catch (RuntimeException e) {
      return result(RpcAnswers.json(ProblemHandler.problem(e, caller.requestId())), true);
    }
  }

  /// Returned twice: as a value for clients that can use it, as text for those that cannot.
  private static Json.Obj result(Json.Obj structured, boolean error) {
    Json text = Json.object().put("type", "text").put("text", structured.canonical()).build();
    return Json.object()
        .put("content", Json.array(List.of(text)))
        .put("structuredContent", structured)
        .put("isError", error)
        .build();
  }
}
