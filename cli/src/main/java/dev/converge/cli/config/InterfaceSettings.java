package dev.converge.cli.config;

import dev.converge.runtime.webhooks.Networks;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Settings of interfaces that the server offers and calls: `cors`, `console`, `http`, `grpc`,
/// `mcp` and `webhooks`.
final class InterfaceSettings {
  private static final SettingTable TABLE = new SettingTable();

  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
  private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[^/\\s,]{1,253}");
  private static final Pattern CONSOLE =
      Pattern.compile("https?://[^/\\s?#@]{1,253}(/[^\\s?#]{0,500})?");
  private static final Pattern WEBHOOK_URL = Pattern.compile("https?://[^\\s\\p{Cntrl},]{1,1990}");
  private static final Pattern WEBHOOK_SECRET = Pattern.compile("whsec_[A-Za-z0-9+/]{31,86}={0,2}");

  static final Setting<List<String>> CORS_ORIGINS =
      TABLE.addList(
          "cors.origins",
          SettingType.listOf(SettingType.text("an origin such as https://example.org", ORIGIN)),
          "Origins of web pages that can call the server. `*` allows all origins.");
  static final Setting<@Nullable String> CONSOLE_URL =
      TABLE.add(
          "console.url",
          SettingType.optional(
              SettingType.text("an address such as https://example.org/console", CONSOLE)),
          "",
          "Public address of the console, used for links in answers and messages. If unset, links"
              + " to the console are paths on the server.");
  static final Setting<List<String>> HTTP_HOSTS =
      TABLE.addList(
          "http.hosts",
          SettingType.listOf(
              SettingType.text("a host name such as converge.example.org", HOST_NAME)),
          "Host names that the server accepts without authentication, in addition to localhost, IP"
              + " addresses and the name of `host`. Requests with other names get 421.");
  static final Setting<Boolean> GRPC_REFLECTION =
      TABLE.add(
          "grpc.reflection",
          SettingType.bool(),
          "true",
          "Offer gRPC reflection, which lists the services and methods.");
  static final Setting<Boolean> MCP_DECIDE =
      TABLE.add(
          "mcp.decide",
          SettingType.bool(),
          "false",
          "Offer an MCP tool that approves and rejects proposals. The caller also needs the scope"
              + " `decide` for the role of the gate.");
  static final Setting<List<Networks.Network>> WEBHOOKS_ALLOW =
      TABLE.addList(
          "webhooks.allow",
          SettingType.listOf(SettingType.network()),
          "Private networks that the server may send webhooks to, such as `10.0.0.0/8`. Webhooks in"
              + " these networks can use `http`. See [webhooks](../webhooks.md).");
  static final Setting<List<String>> WEBHOOKS_URLS =
      TABLE.addList(
          "webhooks.urls",
          SettingType.listOf(SettingType.text("an https URL", WEBHOOK_URL)),
          "URLs that receive every event of every job of the tenant `default`. When you remove a"
              + " URL from the list, the server removes the webhook the next time it starts."
              + " Servers that share a database must have the same list.");
  static final Setting<@Nullable String> WEBHOOKS_SECRET =
      TABLE.add(
          "webhooks.secret",
          SettingType.optional(
              SettingType.text("a password: whsec_ and 24 to 64 bytes in base64", WEBHOOK_SECRET)),
          "",
          "Secret that signs requests to `webhooks.urls`. If unset, the requests are signed only"
              + " with the server's key.");
  static final Setting<Duration> WEBHOOKS_RETRY_FOR =
      TABLE.add(
          "webhooks.retry_for",
          SettingType.duration("1s", "30d"),
          "1d",
          "How long the server retries to send an event to a webhook. After that, the event becomes"
              + " a dead letter.");

  private InterfaceSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
