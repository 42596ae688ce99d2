package dev.converge.runtime.mcp;

import dev.converge.core.json.Json;
import dev.converge.runtime.operations.call.Caller;

/// Something that a client can call.
interface Tool {
  /// Its name.
  String name();

  /// Its description for a model: its name, what it does and the schema of its arguments.
  Json.Obj definition();

  /// Calls it; may block. The model gets the message of an exception, so that it can do better.
  ///
  /// @param arguments from the client
  Json.Obj call(Caller caller, Json.Obj arguments, Progress progress);
}
