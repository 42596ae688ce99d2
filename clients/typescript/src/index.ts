export { ConvergeClient } from "./client.js";
export type {
  CallOptions,
  ClientOptions,
  DecisionOptions,
  EventOptions,
  StreamState,
  SubmitOptions,
} from "./client.js";
export { ConvergeError } from "./errors.js";
export type * from "./types.js";
export type { components, operations, paths } from "./contract.js";
