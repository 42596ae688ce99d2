package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.TemplateStore.InstallResult;
import dev.converge.engine.store.TemplateStore.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every store of templates does; a subclass opens one.
public abstract class TemplateStoreContract extends PartContract<TemplateStore> {
  /// For subclasses.
  protected TemplateStoreContract() {}

  private static Template template(String tenant, String name, String version, String hash) {
    return new Template(tenant, name, version, hash, "Feature: " + hash, "name: é", SampleRun.NOON);
  }

  private InstallResult install(Template template) {
    CompletableFuture<InstallResult> result = new CompletableFuture<>();
    store.install(template, result::complete);
    return Asked.answer(result);
  }

  @Test
  final void whatWasInstalledIsThere() {
    Template template = template("default", "a", "1.0.0", "h1");
    assertEquals(Optional.empty(), store.template("default", "a", "1.0.0"));
    assertEquals(new InstallResult.Installed(), install(template));
    assertEquals(Optional.of(template), store.template("default", "a", "1.0.0"));
    assertEquals(Optional.empty(), store.template("acme", "a", "1.0.0"));
    assertEquals(Optional.empty(), store.template("default", "a", "1.0.1"));
  }

  @Test
  final void aVersionNeverChanges() {
    Template first = template("default", "a", "1.0.0", "h1");
    install(first);
    Template later =
        new Template(
            "default",
            "a",
            "1.0.0",
            "h1",
            first.spec(),
            first.wiring(),
            SampleRun.NOON.plusSeconds(1));
    assertEquals(new InstallResult.SameContent(first), install(later));
    assertEquals(
        new InstallResult.OtherContent(first), install(template("default", "a", "1.0.0", "h2")));
    assertEquals(Optional.of(first), store.template("default", "a", "1.0.0"));
    assertEquals(new InstallResult.Installed(), install(template("acme", "a", "1.0.0", "h2")));
  }

  @Test
  final void versionsAreListedInPagesByName() {
    List<Template> expected =
        List.of(
            template("default", "a", "1.0.0", "h1"),
            template("default", "a", "1.1.0", "h2"),
            template("default", "b", "0.9.0", "h3"));
    expected.reversed().forEach(this::install);
    assertEquals(List.of("default"), store.tenants());
    assertEquals(expected.size(), store.count());
    install(template("acme", "a", "1.0.5", "h4"));
    install(template(TemplateStore.EVERYBODY, "a", "1.0.0", "h5"));
    assertEquals(List.of(TemplateStore.EVERYBODY, "acme", "default"), store.tenants());
    assertEquals(expected.size() + 2, store.count());
    assertEquals(expected, store.templates("default", null, 10));
    List<Template> paged = new ArrayList<>();
    @Nullable Template after = null;
    while (true) {
      List<Template> page = store.templates("default", after, 1);
      if (page.isEmpty()) {
        break;
      }
      paged.addAll(page);
      after = page.getLast();
    }
    assertEquals(expected, paged);
  }
}
