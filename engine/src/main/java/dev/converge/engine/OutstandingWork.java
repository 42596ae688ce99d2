package dev.converge.engine;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.engine.host.WakeTimer;
import dev.converge.engine.store.Rest;
import java.time.Instant;
import java.util.List;

/// What a run waits for and what is in progress for it. Used only on the run's turns.
final class OutstandingWork {
  private final Program program;
  private final Calls calls;
  private final WakeTimer wake;
  private int choseCycle;

  OutstandingWork(Program program, Calls calls, WakeTimer wake) {
    this.program = program;
    this.calls = calls;
    this.wake = wake;
  }

  /// Starts what is outstanding and not yet in progress, and ends what is no longer outstanding.
  void proceed(RunState state, Instant now) {
    boolean paused = state.status() == Status.PAUSED;
    if (paused) {
      choseCycle = 0;
    }
    List<Request> outstanding = Core.outstanding(program, state);
    calls.keepOnly(outstanding, paused);
    if (state.status().isFinal()) {
      calls.close();
    }
    Instant at = Instant.MAX;
    for (Request request : outstanding) {
      switch (request) {
        case Request.AskAgent ask -> calls.start(ask, state);
        case Request.ChooseModels choose -> choose(choose, state);
        case Request.WakeAt(var when) -> at = when;
        case Request.AskPerson _ -> {
          // Whoever reads the run's proposals asks people.
        }
      }
    }
    wake.set(at, now);
    calls.settled();
  }

  private void choose(Request.ChooseModels request, RunState state) {
    if (choseCycle != request.cycle()) {
      choseCycle = request.cycle();
      calls.choose(request, state);
    }
  }

  /// Models are chosen again if they are still wanted.
  void chooseAgain() {
    choseCycle = 0;
  }

  /// An input reached the run: an answer arrives only once.
  void came(Input input) {
    if (input instanceof Input.Answered(var agent, var cycle, var attempt, _, _)) {
      calls.came(agent, cycle, attempt);
    } else if (input instanceof Input.Failed failed) {
      calls.came(failed.agent(), failed.cycle(), failed.attempt());
    } else if (input instanceof Input.Quoted) {
      // If it came at the wrong time, for example in a pause, models are chosen again.
      chooseAgain();
    }
  }

  /// How long a run in this state rests: not at all while answers will arrive.
  Instant restsUntil(RunState state) {
    return calls.allCame() ? Rest.until(program, state) : Rest.NONE;
  }

  /// See [Calls#position]. Called on any thread.
  int position() {
    return calls.position();
  }

  /// The awaited time has come, or may have.
  void wokenUp() {
    wake.cancel();
  }

  void stop() {
    calls.interruptAll();
    calls.close();
    wake.cancel();
  }
}
