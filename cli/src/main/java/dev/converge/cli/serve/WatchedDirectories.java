package dev.converge.cli.serve;

import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateWatch;
import dev.converge.domain.template.Templates;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Periodically checks the directories of templates and loads changes. Problems are reported once
/// for each change. Thread-safe.
final class WatchedDirectories implements AutoCloseable {
  /// Interval between two checks; a change is loaded at the second check that finds it unchanged.
  static final Duration EVERY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(WatchedDirectories.class);

  private final Host host;
  private final Runnable installed;
  private final Consumer<String> told;
  private final Map<Path, TemplateWatch> watches = new LinkedHashMap<>();
  private final Map<Path, String> unreadable = new LinkedHashMap<>();
  private Timers.@Nullable Timer timer;
  private boolean closed;

  /// Starts watching; the current content of the directories counts as known.
  ///
  /// @param installed called after new templates were installed
  WatchedDirectories(Host host, Templates templates, List<Path> directories, Runnable installed) {
    this(host, templates, directories, installed, LOG::error);
  }

  WatchedDirectories(
      Host host,
      Templates templates,
      List<Path> directories,
      Runnable installed,
      Consumer<String> told) {
    this.host = host;
    this.installed = installed;
    this.told = told;
    directories.forEach(path -> watches.put(path, new TemplateWatch(templates, path)));
    if (!watches.isEmpty()) {
      next();
    }
  }

  private synchronized void next() {
    if (!closed) {
      timer = host.timers().after(EVERY, () -> host.executor().execute(this::look));
    }
  }

  private void look() {
    try {
      watches.forEach(this::look);
    } catch (RuntimeException e) {
      LOG.error("templates cannot be watched: {}", e.getMessage(), e);
    } finally {
      next();
    }
  }

  private void look(Path directory, TemplateWatch watch) {
    TemplateWatch.Look look;
    try {
      look = watch.look();
      unreadable.remove(directory);
    } catch (ConvergeException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(unreadable.put(directory, message))) {
        told.accept(message);
      }
      return;
    }
    for (TemplateProblem problem : look.problems()) {
      told.accept("template of " + directory + " not loaded: " + problem);
    }
    for (Template template : look.installed()) {
      LOG.info("template {}@{} loaded from {}", template.name(), template.version(), directory);
    }
    if (!look.installed().isEmpty()) {
      installed.run();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
