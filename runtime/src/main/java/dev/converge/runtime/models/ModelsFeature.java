package dev.converge.runtime.models;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.Program;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.template.TemplateOperations;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.List;

/// `GET /api/v1/models`: which providers are configured, and which model each agent would get.
public final class ModelsFeature implements Feature {
  private static final String TEMPLATE = "template";

  private final TemplateOperations templates;
  private final KnownModels models;

  /// For the templates whose agents use these models.
  public ModelsFeature(TemplateOperations templates, KnownModels models) {
    this.templates = templates;
    this.models = models;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/models").getBlocking(this::models, TEMPLATE);
  }

  private HttpResponse models(Exchange exchange) {
    Caller caller = RunParameters.caller(exchange);
    String template = exchange.query(TEMPLATE);
    List<Program> programs =
        template == null
            ? templates.programs(caller)
            : List.of(templates.get(caller, template, null).template().program());
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().name("providers").openArray();
    for (KnownModels.Provider provider : models.providers()) {
      out.open().field("name", provider.name()).field("local", provider.local());
      out.field("ready", provider.missing() == null).field("missing", provider.missing()).close();
    }
    out.closeArray().field("web_search", models.search().orElse(null));
    out.name("templates").openArray();
    programs.forEach(program -> template(out, program));
    return Responses.json(out.closeArray().close());
  }

  private void template(CanonicalWriter out, Program program) {
    out.open().field("template", program.name()).field("version", program.version());
    out.name("agents").openArray();
    for (KnownModels.Choice choice : models.choices(program)) {
      out.open().field("agent", choice.agent()).field("model", choice.model());
      out.field("unmet", choice.unmet()).field("missing", choice.missing());
      out.name("considered").openArray();
      choice.considered().forEach(out::value);
      out.closeArray().close();
    }
    out.closeArray().close();
  }
}
