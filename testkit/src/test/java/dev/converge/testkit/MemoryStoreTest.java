package dev.converge.testkit;

import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.MemoryAdminLog;
import dev.converge.engine.store.MemoryTemplates;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.WebhookStore;
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
import dev.converge.testkit.key.MemoryKeys;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/// The in-memory store keeps the contracts of every store.
class MemoryStoreTest {
  @Nested
  class JournalOnOneThread extends JournalContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onOneThread(clock);
    }
  }

  @Nested
  class JournalOnManyThreads extends JournalContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }
  }

  @Nested
  class JournalOnTheCallersThread extends JournalContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onTheCallersThread(clock);
    }
  }

  @Nested
  class Jobs extends JobStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }
  }

  @Nested
  class Lists extends JobListContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }
  }

  @Nested
  class Proposals extends ProposalStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }
  }

  @Nested
  class Templates extends TemplateStoreContract {
    @Override
    protected TemplateStore open() {
      return new MemoryTemplates(Runnable::run);
    }

    @Override
    protected void close() {}
  }

  @Nested
  class Usage extends UsageStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }

    @Override
    protected UsageStore usage(OpenStore opened) {
      return ((MemoryOpened) opened).store().usage();
    }
  }

  @Nested
  class OfWebhooks extends WebhookStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }

    @Override
    protected WebhookStore webhooks(OpenStore opened) {
      return ((MemoryOpened) opened).store().webhooks();
    }
  }

  @Nested
  class Sizes extends StoredBytesContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }
  }

  @Nested
  class Erasing extends ErasureContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return MemoryOpened.onManyThreads(clock);
    }
  }

  @Nested
  class TheAdminLog extends AdminLogContract {
    @Override
    protected AdminLog open() {
      return new MemoryAdminLog(Runnable::run);
    }

    @Override
    protected void close() {}
  }

  @Nested
  class OfKeys extends KeyStoreContract {
    @Override
    protected KeyStore open() {
      return new MemoryKeys();
    }

    @Override
    protected void close() {}
  }
}
