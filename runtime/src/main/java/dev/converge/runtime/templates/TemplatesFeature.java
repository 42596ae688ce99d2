package dev.converge.runtime.templates;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateException;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.runtime.http.EntityTag;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.template.InstallRequest;
import dev.converge.runtime.operations.template.TemplateOperations;
import dev.converge.runtime.operations.template.TemplateVersions;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Templates: listing, reading, checking and installing them.
public final class TemplatesFeature implements Feature {
  private static final String ROOT = "/api/v1/templates";
  private static final String SPEC_TYPE = "text/plain";
  private static final String VERSION = "version";
  private static final String WIRING_TYPE = "application/yaml";
  private static final List<String> FILES = List.of("spec", "wiring");
  private static final String WIRING_SUFFIX = ".yaml";

  private final TemplateOperations operations;
  private final int maxSeeds;

  /// For the operations on templates.
  ///
  /// @param maxSeeds of a job
  public TemplatesFeature(TemplateOperations operations, int maxSeeds) {
    this.operations = operations;
    this.maxSeeds = maxSeeds;
  }

  @Override
  public void install(Site site) {
    site.resource(ROOT).getBlocking(this::list);
    site.resource(ROOT + "/validate").withBodyBlocking(HttpMethod.POST, this::validate);
    site.resource(ROOT + "/{name}").getBlocking(exchange -> whole(template(exchange)), VERSION);
    site.resource(ROOT + "/{name}/spec")
        .produces(SPEC_TYPE)
        .getBlocking(
            exchange -> {
              Template template = template(exchange).template();
              return file(exchange, SPEC_TYPE, template, template.spec());
            },
            VERSION);
    site.resource(ROOT + "/{name}/wiring")
        .produces(WIRING_TYPE)
        .getBlocking(
            exchange -> {
              Template template = template(exchange).template();
              return file(exchange, WIRING_TYPE, template, template.wiring());
            },
            VERSION);
    site.resource(ROOT + "/{name}/versions/{version}")
        .getBlocking(exchange -> whole(find(exchange, exchange.path("version"))))
        .withBodyBlocking(HttpMethod.PUT, this::put);
  }

  private HttpResponse list(Exchange exchange) {
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().name("templates").openArray();
    for (TemplateVersions each : operations.list(RunParameters.caller(exchange))) {
      TemplateJson.listed(out, each.template(), each.versions());
    }
    return Responses.json(out.closeArray().close());
  }

  private TemplateVersions template(Exchange exchange) {
    return find(exchange, exchange.query(VERSION));
  }

  private TemplateVersions find(Exchange exchange, @Nullable String version) {
    return operations.get(RunParameters.caller(exchange), exchange.path("name"), version);
  }

  private HttpResponse whole(TemplateVersions found) {
    return Responses.json(TemplateJson.whole(found.template(), found.versions(), maxSeeds));
  }

  private static HttpResponse file(Exchange exchange, String type, Template template, String text) {
    EntityTag tag = EntityTag.of(template.hash());
    boolean known = tag.isKnownTo(exchange);
    ResponseHeaders headers =
        ResponseHeaders.builder(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .contentType(MediaType.parse(type + "; charset=utf-8"))
            .set(HttpHeaderNames.ETAG, tag.value())
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .set("x-content-type-options", "nosniff")
            .build();
    return known ? HttpResponse.of(headers) : HttpResponse.of(headers, HttpData.ofUtf8(text));
  }

  private record Files(String spec, String wiring) {
    static Files read(Json.Obj body) {
      List<FieldError> errors = new ArrayList<>();
      BodyFields fields = new BodyFields("", body, FILES, errors);
      Files files = new Files(fields.requiredText("spec"), fields.requiredText("wiring"));
      BodyFields.check(errors);
      return files;
    }
  }

  private HttpResponse validate(Exchange exchange, Json.Obj body) {
    Files files = Files.read(body);
    List<TemplateProblem> problems =
        operations.validate(RunParameters.caller(exchange), files.spec(), files.wiring());
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().field("valid", problems.isEmpty()).name("problems");
    TemplateJson.problems(out, problems);
    return Responses.json(out.close());
  }

  private HttpResponse put(Exchange exchange, Json.Obj body) {
    Files files = Files.read(body);
    String name = exchange.path("name");
    String version = exchange.path("version");
    InstallRequest request = new InstallRequest(name, version, files.spec(), files.wiring());
    try {
      return HttpResponse.of(
          operations
              .install(RunParameters.caller(exchange), request)
              .thenApply(done -> {
                HttpStatus status = done.isNew() ? HttpStatus.CREATED : HttpStatus.OK;
                return Responses.of(
                    Responses.jsonHeaders(status)
                        .set(HttpHeaderNames.LOCATION, ROOT + "/" + name + "/versions/" + version),
                    TemplateJson.whole(
                        done.template().template(), done.template().versions(), maxSeeds));
              }));
    } catch (TemplateException e) {
      throw ProblemException.invalid(e.problems().stream().map(TemplatesFeature::error).toList());
    }
  }

  private static FieldError error(TemplateProblem problem) {
    String pointer = problem.file().endsWith(WIRING_SUFFIX) ? "/wiring" : "/spec";
    return new FieldError(pointer, problem.toString());
  }
}
