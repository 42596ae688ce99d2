package dev.converge.cli.serve;

import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.TemplateStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps every version that a run may have been pinned to: what is installed now goes into the
/// store, and what is in the store, of earlier releases too, is installed.
final class InstalledPrograms {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledPrograms.class);

  /// Templates that are handed to the store together, which writes them in one transaction.
  private static final int TOGETHER = 16;

  private InstalledPrograms() {}

  static void keep(Templates templates, TemplateStore store, InstantSource clock) {
    List<Template> present = templates.list();
    for (int from = 0; from < present.size(); from += TOGETHER) {
      int to = Math.min(present.size(), from + TOGETHER);
      store(templates, store, clock, present.subList(from, to));
    }
    load(templates, store);
  }

  private static void store(
      Templates templates, TemplateStore store, InstantSource clock, List<Template> some) {
    List<CompletableFuture<TemplateStore.InstallResult>> results = new ArrayList<>();
    for (Template template : some) {
      CompletableFuture<TemplateStore.InstallResult> stored = new CompletableFuture<>();
      results.add(stored);
      store.install(
          new TemplateStore.Template(
              TemplateStore.EVERYBODY,
              template.name(),
              template.version(),
              template.hash(),
              template.spec(),
              template.wiring(),
              clock.instant()),
          stored::complete);
    }
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).join() instanceof TemplateStore.InstallResult.OtherContent(var before)) {
        bringBack(templates, before, some.get(i));
      }
    }
  }

  /// Installs what is in the store and not here.
  static void load(Templates templates, TemplateStore store) {
    store.tenants().forEach(tenant -> load(templates, store, tenant));
  }

  /// A version never changes, also not while the server is down: runs are pinned to it.
  private static void bringBack(
      Templates templates, TemplateStore.Template before, Template present) {
    boolean back =
        templates.reinstate(
            TemplateSource.of(before.name(), before.spec(), before.wiring()), present);
    LOG.error(
        "template {}@{} is installed with other content; {} (expected: a new version for the"
            + " changed content)",
        present.name(),
        present.version(),
        back
            ? "the installed content stays in use"
            : "the installed content does not compile any more, so neither is used");
  }

  private static void load(Templates templates, TemplateStore store, String tenant) {
    TemplateStore.Template last = null;
    List<TemplateStore.Template> page;
    do {
      page = store.templates(tenant, last, JobStore.MAX_PAGE);
      for (TemplateStore.Template stored : page) {
        last = stored;
        if (!isThere(templates, stored)) {
          install(templates, stored);
        }
      }
    } while (page.size() == JobStore.MAX_PAGE);
  }

  private static boolean isThere(Templates templates, TemplateStore.Template stored) {
    return templates
        .template(stored.tenant(), stored.name(), stored.version())
        .filter(there ->
            stored.tenant().equals(TemplateStore.EVERYBODY) || there.hash().equals(stored.hash()))
        .isPresent();
  }

  private static void install(Templates templates, TemplateStore.Template stored) {
    try {
      Template template =
          templates.compileInstalled(
              TemplateSource.of(stored.name(), stored.spec(), stored.wiring()));
      if (stored.tenant().equals(TemplateStore.EVERYBODY)) {
        templates.install(template);
      } else {
        templates.install(stored.tenant(), template);
      }
    } catch (RuntimeException e) {
      LOG.error(
          "template {}@{} of the store does not compile any more: {}",
          stored.name(),
          stored.version(),
          e.getMessage());
    }
  }
}
