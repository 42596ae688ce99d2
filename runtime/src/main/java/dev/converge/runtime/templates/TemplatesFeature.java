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
import dev.converge.domain.Template;
import dev.converge.domain.TemplateException;
import dev.converge.domain.TemplateProblem;
import dev.converge.domain.TemplateSource;
import dev.converge.domain.Templates;
import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.http.BodyFields;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.problems.FieldError;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.List;

/// What can be run: listing, reading, checking and installing templates.
public final class TemplatesFeature implements Feature {
  private static final String ROOT = "/api/v1/templates";
  private static final String SPEC_TYPE = "text/plain";
  private static final String WIRING_TYPE = "application/yaml";
  private static final List<String> FILES = List.of("spec", "wiring");
  private static final String WIRING_SUFFIX = ".yaml";

  private final InstalledTemplates installed;
  private final Templates templates;

  /// Of these templates.
  public TemplatesFeature(InstalledTemplates installed) {
    this.installed = installed;
    this.templates = installed.templates();
  }

  @Override
  public void install(Site site) {
    site.resource(ROOT).getBlocking(exchange -> list(tenant(exchange)));
    site.resource(ROOT + "/validate").withBodyBlocking(HttpMethod.POST, (_, b) -> validate(b));
    site.resource(ROOT + "/{name}").getBlocking(exchange -> whole(exchange, template(exchange)));
    site.resource(ROOT + "/{name}/spec")
        .produces(SPEC_TYPE)
        .getBlocking(exchange -> {
          Template template = template(exchange);
          return file(exchange, SPEC_TYPE, template, template.spec());
        });
    site.resource(ROOT + "/{name}/wiring")
        .produces(WIRING_TYPE)
        .getBlocking(exchange -> {
          Template template = template(exchange);
          return file(exchange, WIRING_TYPE, template, template.wiring());
        });
    site.resource(ROOT + "/{name}/versions/{version}")
        .getBlocking(exchange -> whole(exchange, find(exchange, exchange.path("version"))))
        .withBodyBlocking(HttpMethod.PUT, this::put);
  }

  private static String tenant(Exchange exchange) {
    return Principal.of(exchange.ctx()).tenant();
  }

  private HttpResponse list(String tenant) {
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().name("templates").openArray();
    String last = "";
    for (Template template : templates.list(tenant)) {
      if (!template.name().equals(last)) {
        last = template.name();
        Template shown = templates.template(tenant, last, "").orElse(template);
        TemplateJson.listed(out, shown, versions(tenant, last));
      }
    }
    return Responses.json(out.closeArray().close());
  }

  private List<String> versions(String tenant, String name) {
    return templates.versions(tenant, name).stream().map(Template::version).toList();
  }

  private Template template(Exchange exchange) {
    String version = exchange.query("version");
    return find(exchange, version == null ? "" : version);
  }

  private Template find(Exchange exchange, String version) {
    String name = exchange.path("name");
    return templates
        .template(tenant(exchange), name, version)
        .orElseThrow(() ->
            new ConvergeException(
                ErrorCode.TEMPLATE_NOT_FOUND,
                "there is no template \""
                    + Exchange.shortened(name)
                    + "\""
                    + (version.isEmpty() ? "" : " of version " + Exchange.shortened(version))));
  }

  private HttpResponse whole(Exchange exchange, Template template) {
    return Responses.json(
        TemplateJson.whole(template, versions(tenant(exchange), template.name())));
  }

  private static HttpResponse file(Exchange exchange, String type, Template template, String text) {
    String tag = "\"" + template.hash() + "\"";
    boolean known = tag.equals(exchange.header(HttpHeaderNames.IF_NONE_MATCH));
    ResponseHeaders headers =
        ResponseHeaders.builder(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .contentType(MediaType.parse(type + "; charset=utf-8"))
            .set(HttpHeaderNames.ETAG, tag)
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

  private HttpResponse validate(Json.Obj body) {
    Files files = Files.read(body);
    List<TemplateProblem> problems =
        templates.check(TemplateSource.of("template", files.spec(), files.wiring()));
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().field("valid", problems.isEmpty()).name("problems");
    TemplateJson.problems(out, problems);
    return Responses.json(out.close());
  }

  private HttpResponse put(Exchange exchange, Json.Obj body) {
    Files files = Files.read(body);
    String name = exchange.path("name");
    String version = exchange.path("version");
    String tenant = tenant(exchange);
    try {
      return HttpResponse.of(
          installed
              .install(tenant, name, version, files.spec(), files.wiring())
              .thenApply(done -> {
                HttpStatus status = done.isNew() ? HttpStatus.CREATED : HttpStatus.OK;
                return Responses.of(
                    Responses.jsonHeaders(status)
                        .set(HttpHeaderNames.LOCATION, ROOT + "/" + name + "/versions/" + version),
                    TemplateJson.whole(done.template(), versions(tenant, name)));
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
