package dev.converge.cli.command;

import dev.converge.cli.terminal.ExitCode;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.CatalogueText;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.Prices;
import dev.converge.llm.model.ProviderEntry;
import dev.converge.llm.provider.ModelLists;
import dev.converge.llm.provider.ModelLists.Listed;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Updates a catalogue of models without a release.
@Command(
    name = "update",
    description = {
      "Reads a newer catalogue, or asks a provider for its models. Prints what changes, and writes"
          + " a catalogue for --models.",
      "Providers do not list prices. New models are printed for you to add with their prices,"
          + " except Ollama models, which are free and are added."
    })
final class ModelsUpdateCommand implements Callable<Integer> {
  private static final Pattern AS_OF =
      Pattern.compile("(?m)^as_of:\\s*[\"']?(\\d{4}-\\d{2}-\\d{2})");
  private static final long LOCAL_CONTEXT = 16_384;
  private static final long LOCAL_LATENCY_MS = 45_000;
  private static final double LOCAL_QUALITY = 0.6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE|PROVIDER",
      description = "A catalogue, or the name of a configured provider, such as anthropic.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description =
          "The catalogue to write. Existing entries are kept unless a newer one replaces them.")
  private Path to = Path.of("");

  @Override
  public Integer call() {
    ModelCatalogue shipped = ModelCatalogue.shipped();
    ModelCatalogue before = Files.exists(to) ? over(shipped, to) : shipped;
    ProviderEntry provider = before.providers().get(from);
    return provider == null ? fromFile(before) : fromProvider(before, provider);
  }

  private static ModelCatalogue over(ModelCatalogue base, Path file) {
    try {
      return base.with(file);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          file + " cannot be read (expected: a catalogue, or the name of a provider)",
          e);
    }
  }

  private int fromFile(ModelCatalogue before) {
    Path file = Path.of(from);
    ModelCatalogue after = over(before, file);
    String date = date(file);
    if (dated(date).isEmpty()
        || dated(date).get().isBefore(dated(before.asOf()).orElse(LocalDate.MIN))) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          file
              + ": as_of: "
              + (date.isEmpty() ? "missing" : date)
              + " (expected: a date such as "
              + before.asOf()
              + ", not before it)");
    }
    return write(before, after, date);
  }

  /// The date in the file itself: a catalogue over another one uses the other's date if it has
  /// none.
  private static String date(Path file) {
    try {
      Matcher found = AS_OF.matcher(Files.readString(file));
      return found.find() ? found.group(1) : "";
    } catch (IOException e) {
      throw new ConvergeException(ErrorCode.INVALID, file + " cannot be read", e);
    }
  }

  private static Optional<LocalDate> dated(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private int fromProvider(ModelCatalogue before, ProviderEntry provider) {
    SortedMap<String, Listed> listed =
        new ModelLists(name -> Optional.ofNullable(System.getenv(name)).filter(v -> !v.isBlank()))
            .of(provider);
    List<String> lines = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (ModelEntry model : before.models()) {
      if (model.provider().equals(provider.name())) {
        Listed now = listed.get(model.model());
        if (now == null) {
          out().println("gone     " + model.name() + " is not in the provider's list");
        } else {
          lines.add(CatalogueText.line(windowed(model, now)));
        }
      }
    }
    for (Listed now : listed.values()) {
      if (before.model(provider.name(), now.model()).isEmpty()) {
        if (provider.api() == ProviderEntry.Api.OLLAMA) {
          lines.add(CatalogueText.line(local(provider, now)));
        } else {
          unknown.add(now.model());
        }
      }
    }
    if (!unknown.isEmpty()) {
      out().println("unknown  (add them with their prices) " + String.join(", ", unknown));
    }
    String text = lines.isEmpty() ? "{}" : "models:\n" + String.join("\n", lines);
    ModelCatalogue after = CatalogueReader.read(from, text, before);
    return write(before, after, before.asOf());
  }

  private static ModelEntry windowed(ModelEntry model, Listed now) {
    long context = now.context().orElse(model.context());
    return new ModelEntry(
        model.provider(),
        model.model(),
        model.prices(),
        model.latencyMs(),
        context,
        Math.min(now.maxOutput().orElse(model.maxOutput()), context),
        model.reasoning(),
        model.webSearch(),
        model.structuredOutput(),
        model.quality(),
        model.effort());
  }

  private static ModelEntry local(ProviderEntry provider, Listed now) {
    long context = now.context().orElse(LOCAL_CONTEXT);
    return new ModelEntry(
        provider.name(),
        now.model(),
        Prices.flat(BigDecimal.ZERO, BigDecimal.ZERO),
        LOCAL_LATENCY_MS,
        context,
        context,
        false,
        false,
        true,
        LOCAL_QUALITY,
        null);
  }

  /// Writes the differences from the included catalogue.
  private int write(ModelCatalogue before, ModelCatalogue after, String date) {
    List<String> changes = CatalogueText.differences(before, after);
    changes.forEach(out()::println);
    ModelCatalogue shipped = ModelCatalogue.shipped();
    List<String> lines = new ArrayList<>();
    lines.add("# Written by converge models update on " + LocalDate.now(ZoneOffset.UTC) + ".");
    lines.add("as_of: " + date);
    lines.addAll(providers(shipped, after));
    lines.add("models:");
    List<String> models =
        after.models().stream()
            .filter(model ->
                shipped
                    .model(model.provider(), model.model())
                    .filter(old -> CatalogueText.line(old).equals(CatalogueText.line(model)))
                    .isEmpty())
            .map(CatalogueText::line)
            .toList();
    lines.addAll(models.isEmpty() ? List.of("  []") : models);
    String text = String.join("\n", lines) + "\n";
    CatalogueReader.read(to.toString(), text, shipped);
    replace(text);
    out().println(to + ": " + changes.size() + (changes.size() == 1 ? " change" : " changes"));
    out().flush();
    return ExitCode.CONVERGED;
  }

  private static List<String> providers(ModelCatalogue shipped, ModelCatalogue after) {
    List<String> lines = new ArrayList<>();
    after
        .providers()
        .forEach((name, provider) -> {
          if (!provider.equals(shipped.providers().get(name))) {
            lines.add("  " + name + ": " + CatalogueText.provider(provider));
          }
        });
    if (!lines.isEmpty()) {
      lines.addFirst("providers:");
    }
    return lines;
  }

  private void replace(String text) {
    try {
      Path target = to.toAbsolutePath();
      Path part = Files.createTempFile(target.getParent(), "models", ".part");
      Files.writeString(part, text);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, to + " cannot be written: " + e.getMessage(), e);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
