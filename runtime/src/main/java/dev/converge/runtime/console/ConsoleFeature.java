package dev.converge.runtime.console;

import dev.converge.runtime.http.Pages;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `GET /`: one page that lists jobs, submits them, watches them and lets people decide.
public final class ConsoleFeature implements Feature {
  @Override
  public void install(Site site) {
    site.resource("/")
        .produces("text/html")
        .getBlocking(_ -> Pages.html(Pages.resource(ConsoleFeature.class, "console.html")));
  }
}
