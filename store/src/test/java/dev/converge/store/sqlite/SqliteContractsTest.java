package dev.converge.store.sqlite;

import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.WebhookStore;
import dev.converge.store.Durability;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.contract.AdminLogContract;
import dev.converge.testkit.contract.ErasureContract;
import dev.converge.testkit.contract.JobListContract;
import dev.converge.testkit.contract.JobStoreContract;
import dev.converge.testkit.contract.JournalContract;
import dev.converge.testkit.contract.OpenStore;
import dev.converge.testkit.contract.ProposalStoreContract;
import dev.converge.testkit.contract.StoredBytesContract;
import dev.converge.testkit.contract.TemplateStoreContract;
import dev.converge.testkit.contract.UsageStoreContract;
import dev.converge.testkit.contract.WebhookStoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// The SQLite store keeps the contracts of every store.
class SqliteContractsTest {
  @Nested
  class OfJournals extends JournalContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }

    @TempDir Path directory = Path.of("");
  }

  @Nested
  class OfRelaxedJournals extends JournalContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return new SqliteOpened(
          SqliteStore.open(directory, new StoreOptions(Durability.RELAXED, clock)));
    }
  }

  @Nested
  class OfJobs extends JobStoreContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }
  }

  @Nested
  class OfProposals extends ProposalStoreContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }
  }

  @Nested
  class OfLists extends JobListContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }
  }

  @Nested
  class OfSizes extends StoredBytesContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }
  }

  @Nested
  class OfErasures extends ErasureContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }
  }

  @Nested
  class OfWebhooks extends WebhookStoreContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }

    @Override
    protected WebhookStore webhooks(OpenStore opened) {
      return ((SqliteOpened) opened).store().webhooks();
    }
  }

  @Nested
  class OfUsage extends UsageStoreContract {
    @TempDir Path directory = Path.of("");

    @Override
    protected OpenStore open(InstantSource clock) {
      return SqliteOpened.in(directory, clock);
    }

    @Override
    protected UsageStore usage(OpenStore opened) {
      return ((SqliteOpened) opened).store().usage();
    }
  }

  @Nested
  class OfTemplates extends TemplateStoreContract {
    @TempDir Path directory = Path.of("");
    private @Nullable SqliteStore sqlite;

    @Override
    protected TemplateStore open() {
      SqliteStore opened =
          SqliteStore.open(directory, StoreOptions.durable(InstantSource.system()));
      sqlite = opened;
      return opened.templates();
    }

    @Override
    protected void close() {
      if (sqlite != null) {
        sqlite.close();
      }
    }
  }

  @Nested
  class OfTheAdminLog extends AdminLogContract {
    @TempDir Path directory = Path.of("");
    private @Nullable SqliteStore sqlite;

    @Override
    protected AdminLog open() {
      SqliteStore opened =
          SqliteStore.open(directory, StoreOptions.durable(InstantSource.system()));
      sqlite = opened;
      return opened.adminLog();
    }

    @Override
    protected void close() {
      if (sqlite != null) {
        sqlite.close();
      }
    }
  }
}
