package dev.converge.cli.command;

import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.patent.index.IndexBuilder;
import dev.converge.domain.patent.index.IndexFormat;
import dev.converge.domain.patent.index.IndexProgress;
import dev.converge.domain.patent.index.IndexedPatents;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Collections of patents on disk.
@Command(
    name = "patents",
    description = "Builds an index of patents from bulk files.",
    subcommands = PatentsCommand.Index.class)
public final class PatentsCommand {
  /// Builds an index.
  @Command(
      name = "index",
      description = "Builds an index from bulk files of patents. Search it with --patents.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        " 0:the index is built",
        " 3:the files or the index cannot be read or written",
        "64:usage, no files of the format, or an index of another kind"
      },
      footer =
          "%nIf a build is interrupted, run the same command again: it continues where it stopped."
              + " It reads new files and skips files that were already read completely. See"
              + " docs/patent-search.md.")
  static final class Index implements Callable<Integer> {
    /// Interval between two lines of progress.
    private static final long EVERY = TimeUnit.SECONDS.toNanos(5);

    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "DIR",
        description = "A folder of files, or one file. Files can be compressed (.zip, .gz).")
    private Path source = Path.of("");

    @Option(
        names = "--from",
        required = true,
        paramLabel = "FORMAT",
        description =
            "The format of the files. uspto: bulk files of the United States Patent and Trademark"
                + " Office, grants since 1976 and applications since 2001. jsonl: JSON Lines as"
                + " --patents reads them. lens: records of The Lens, one per line.")
    private String from = "";

    @Option(
        names = "--to",
        paramLabel = "INDEX",
        defaultValue = "patents-index",
        description = "The folder for the index. Default: ${DEFAULT-VALUE}.")
    private Path index = Path.of("patents-index");

    @Option(
        names = "--without-descriptions",
        description =
            "Leave out descriptions. The index is several times smaller, but a search does not find"
                + " text that occurs only in a description.")
    private boolean bare;

    private long started;
    private long told;
    private long first = -1;

    @Override
    public Integer call() throws InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      PrintWriter err = spec.commandLine().getErr();
      started = System.nanoTime();
      told = started;
      IndexBuilder builder = new IndexBuilder(format(), !bare, progress -> tell(progress, err));
      IndexProgress end = builder.build(source, index);
      builder.problems().forEach(problem -> err.println("left out: " + problem));
      if (end.left() > builder.problems().size()) {
        err.println("left out: " + end.left() + " records in total");
      }
      err.flush();
      out.println(
          "indexed %s: %s, in %d s"
              .formatted(index, IndexedPatents.open(index).collection().words(), seconds()));
      out.println("search it with: converge serve --patents " + index);
      out.flush();
      return ExitCode.CONVERGED;
    }

    private IndexFormat format() {
      for (IndexFormat format : IndexFormat.values()) {
        if (EnumWord.of(format).equals(from)) {
          return format;
        }
      }
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--from: \"" + from + "\" (expected: uspto, jsonl or lens)");
    }

    private void tell(IndexProgress progress, PrintWriter err) {
      long now = System.nanoTime();
      first = first < 0 ? progress.documents() : first;
      if (now - told < EVERY) {
        return;
      }
      told = now;
      long rate = (progress.documents() - first) / Math.max(1, seconds());
      err.printf(
          Locale.ROOT,
          "%d documents, %d a second, file %d of %d (%s)%n",
          progress.documents(),
          rate,
          progress.number(),
          progress.files(),
          progress.file());
      err.flush();
    }

    private long seconds() {
      return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
    }
  }
}
