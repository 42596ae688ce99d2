package dev.converge.runtime.mcp;

import dev.converge.core.json.Json;
import dev.converge.runtime.operations.call.Caller;

/// Something that a client can call.
interface Tool {
  /// Its name.
  String name();

  /// What a model is told about it: its name, what it does and the schema of its arguments.
  Json.Obj definition();

  /// Calls it; may block. What is thrown is told to the model, so that it can do better.
  ///
  /// @param arguments as the client sent them
  Json.Obj call(Caller caller, Json.Obj arguments, Progress progress);
}
