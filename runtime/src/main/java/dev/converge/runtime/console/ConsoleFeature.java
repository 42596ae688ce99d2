package dev.converge.runtime.console;

import dev.converge.runtime.http.HtmlPage;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `GET /`: one page that lists jobs, submits them, watches them and lets people decide.
public final class ConsoleFeature implements Feature {
  @Override
  public void install(Site site) {
    site.resource("/")
        .produces("text/html")
        .getBlocking(_ -> HtmlPage.html(HtmlPage.resource(ConsoleFeature.class, "console.html")));
  }
}
