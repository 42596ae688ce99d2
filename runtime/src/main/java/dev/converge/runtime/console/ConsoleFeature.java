package dev.converge.runtime.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// The console: `/console/` and everything below it. Paths are pages of the browser program, so all
/// of them return the same shell, which contains nobody's data. `/console/assets/` has the files
/// that the shell names. `/` redirects there.
public final class ConsoleFeature implements Feature {
  private static final String PREFIX = "/console/";
  private static final String ASSETS = "/assets/";

  /// Everything comes from this server, no text becomes markup or script, and no other site can
  /// frame a page.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'";

  private final ConsoleFiles files = ConsoleFiles.load();

  @Override
  public void install(Site site) {
    // Relative, so that it also works behind a proxy that serves this under a prefix.
    site.resource("/")
        .produces("text/html", "*/*")
        .get(_ ->
            HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.FOUND)
                    .set(HttpHeaderNames.LOCATION, "console/")
                    .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                    .build()));
    site.builder().serviceUnder(PREFIX, new Pages());
  }

  private final class Pages extends AbstractHttpService {
    @Override
    protected HttpResponse doGet(ServiceRequestContext ctx, HttpRequest request) {
      String path = ctx.mappedPath();
      return path.startsWith(ASSETS)
          ? asset(path.substring(ASSETS.length()), request)
          : shell(path);
    }

    @Override
    protected HttpResponse doHead(ServiceRequestContext ctx, HttpRequest request) {
      return doGet(ctx, request);
    }
  }

  private HttpResponse asset(String name, HttpRequest request) {
    ConsoleFiles.Asset asset =
        files
            .asset(name)
            .orElseThrow(
                () -> new ProblemException(ErrorCode.NOT_FOUND, "the console has no such file"));
    ResponseHeadersBuilder headers =
        headers(asset.type())
            .set(HttpHeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable")
            .set(HttpHeaderNames.ETAG, '"' + name + '"')
            .set(HttpHeaderNames.VARY, "accept-encoding");
    String accepted = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING);
    if (accepted != null && accepted.contains("gzip")) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
      return HttpResponse.of(headers.build(), asset.compressed());
    }
    return HttpResponse.of(headers.build(), asset.bytes());
  }

  private HttpResponse shell(String path) {
    ResponseHeaders headers =
        headers(MediaType.HTML_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .set("content-security-policy", POLICY)
            .build();
    return HttpResponse.of(headers, HttpData.ofUtf8(files.shell(path)));
  }

  private static ResponseHeadersBuilder headers(MediaType type) {
    return ResponseHeaders.builder(HttpStatus.OK)
        .contentType(type)
        .set("referrer-policy", "no-referrer")
        .set("x-content-type-options", "nosniff");
  }
}
