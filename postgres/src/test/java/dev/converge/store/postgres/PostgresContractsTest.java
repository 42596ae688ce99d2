package dev.converge.store.postgres;

import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.WebhookStore;
import dev.converge.store.StoreAddress;
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
import dev.converge.testkit.key.KeyStoreContract;
import dev.converge.testkit.replicas.OpenReplicas;
import dev.converge.testkit.replicas.ReplicaContract;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/// The PostgreSQL store keeps the contracts of every store.
class PostgresContractsTest {
  @Nested
  class OfJournals extends JournalContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }
  }

  @Nested
  class OfJobs extends JobStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }
  }

  @Nested
  class OfProposals extends ProposalStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }
  }

  @Nested
  class OfLists extends JobListContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }
  }

  @Nested
  class OfErasures extends ErasureContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }
  }

  @Nested
  class OfSizes extends StoredBytesContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }
  }

  @Nested
  class OfWebhooks extends WebhookStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }

    @Override
    protected WebhookStore webhooks(OpenStore opened) {
      return ((PostgresOpened) opened).store().webhooks();
    }
  }

  @Nested
  class OfUsage extends UsageStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) throws SQLException {
      return PostgresOpened.empty(clock);
    }

    @Override
    protected UsageStore usage(OpenStore opened) {
      return ((PostgresOpened) opened).store().usage();
    }
  }

  @Nested
  class OfTemplates extends TemplateStoreContract {
    private @Nullable PostgresOpened opened;

    @Override
    protected TemplateStore open() throws SQLException {
      PostgresOpened now = PostgresOpened.empty(InstantSource.system());
      opened = now;
      return now.store().templates();
    }

    @Override
    protected void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  @Nested
  class OfTheAdminLog extends AdminLogContract {
    private @Nullable PostgresOpened opened;

    @Override
    protected AdminLog open() throws SQLException {
      PostgresOpened now = PostgresOpened.empty(InstantSource.system());
      opened = now;
      return now.store().adminLog();
    }

    @Override
    protected void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  @Nested
  class OfKeys extends KeyStoreContract {
    private @Nullable PostgresOpened opened;

    @Override
    protected KeyStore open() throws SQLException {
      PostgresOpened now = PostgresOpened.empty(InstantSource.system());
      opened = now;
      return now.store().keys().orElseThrow();
    }

    @Override
    protected void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  @Nested
  class OfReplicas extends ReplicaContract {
    @Override
    protected OpenReplicas open() throws SQLException {
      return new PostgresReplicas(new StoreAddress(FreeSchemas.take()));
    }
  }
}
