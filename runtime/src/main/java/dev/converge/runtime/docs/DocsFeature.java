package dev.converge.runtime.docs;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.domain.template.wiring.WiringSchema;
import dev.converge.runtime.http.HtmlPage;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import org.jspecify.annotations.Nullable;

/// `GET /openapi.yaml` and `GET /docs`: the contract itself, and as a page for people. Also the
/// schema of wirings, for editors.
public final class DocsFeature implements Feature {
  private static final String CONTRACT = "openapi.yaml";
  private static final MediaType SCHEMA = MediaType.parse("application/schema+json");
  private volatile @Nullable String page;

  @Override
  public void install(Site site) {
    site.resource("/openapi.yaml").produces("application/yaml").getBlocking(_ -> contract());
    site.resource(WiringSchema.PATH).produces("application/schema+json").getBlocking(_ -> schema());
    site.resource("/docs").produces("text/html").getBlocking(_ -> HtmlPage.html(page()));
  }

  private static HttpResponse contract() {
    return answer(MediaType.parse("application/yaml; charset=utf-8"), text());
  }

  private static HttpResponse schema() {
    return answer(SCHEMA, WiringSchema.json().canonical());
  }

  private static HttpResponse answer(MediaType type, String text) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .build();
    return HttpResponse.of(headers, HttpData.ofUtf8(text));
  }

  private static String text() {
    return HtmlPage.resource(DocsFeature.class, CONTRACT);
  }

  /// Created at the first request, because a server whose documentation nobody reads starts faster
  /// without it.
  private String page() {
    String made = page;
    if (made == null) {
      made = new ContractPage(OpenApi.parse(text())).html();
      page = made;
    }
    return made;
  }
}
