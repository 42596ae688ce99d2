package dev.converge.bench;

import dev.converge.engine.host.ComputeThreads;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.StripedSecureRandom;
import dev.converge.engine.host.Timers;
import java.util.concurrent.Executor;

/// What the engine takes from the machine, as a server has it.
final class BenchHost {
  private BenchHost() {}

  static Host of(Executor threads, Timers timers) {
    ComputeThreads computing = new ComputeThreads();
    SteadyClock steady = new SteadyClock();
    return new Host(
        threads,
        computing,
        computing.processors(),
        timers,
        steady,
        steady,
        new StripedSecureRandom());
  }
}
