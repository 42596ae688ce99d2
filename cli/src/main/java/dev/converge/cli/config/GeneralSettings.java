package dev.converge.cli.config;

import dev.converge.core.budget.Mode;
import dev.converge.store.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Settings of the server as a whole: its address, its data, and what its flows need.
final class GeneralSettings {
  private static final SettingTable TABLE = new SettingTable();

  private static final Pattern SOURCE = Pattern.compile("local|uspto|epo|lens");
  private static final Pattern SOURCE_URL =
      Pattern.compile("(uspto|epo|lens)=https?://[^\\s,@?#]{1,1000}");
  private static final Pattern STORE = Pattern.compile("jdbc:postgresql:[^\\s\\p{Cntrl}]{1,2000}");
  private static final Pattern SECRET = Pattern.compile("[^\\p{Cntrl}]{1,1000}");

  static final Setting<String> HOST =
      TABLE.add(
          "host",
          SettingType.line("a name or address"),
          "127.0.0.1",
          "Address to listen on. An address that other machines can reach requires `auth.enabled`"
              + " or `insecure`.");
  static final Setting<Integer> PORT =
      TABLE.add(
          "port",
          SettingType.integer(0, 65_535),
          "8080",
          "Port to listen on. 0 chooses a free port.");
  static final Setting<Path> DATA =
      TABLE.add(
          "data",
          SettingType.path("a folder"),
          "converge-data",
          "Directory for all data. Only one process at a time can use it.");
  static final Setting<List<Path>> TEMPLATES =
      TABLE.addList(
          "templates",
          SettingType.listOf(SettingType.path("a folder")),
          "Directories with templates, in addition to the built-in ones.");
  static final Setting<Mode> DEFAULT_MODE =
      TABLE.add(
          "default_mode",
          SettingType.choice(Mode.class),
          "offline",
          "Mode of jobs that do not set one. `offline` needs no network, `live` asks models,"
              + " `recorded` uses recordings.");
  static final Setting<Durability> DURABILITY =
      TABLE.add(
          "durability",
          SettingType.choice(Durability.class),
          "full",
          "`full`: every write is on the disk before it is acknowledged. `relaxed`: a power failure"
              + " can lose the last writes.");
  static final Setting<@Nullable String> STORAGE_URL =
      TABLE.add(
          "storage.url",
          SettingType.optional(
              SettingType.text("a URL such as jdbc:postgresql://db.example.org/converge", STORE)),
          "",
          "PostgreSQL database for jobs, events and templates. Several servers can share it."
              + " Requires `signing_key`. If unset, the server uses SQLite in the data directory."
              + " See [PostgreSQL](../postgresql.md).");
  static final Setting<@Nullable String> STORAGE_USER =
      TABLE.add(
          "storage.user",
          SettingType.optional(SettingType.line("the name of a user")),
          "",
          "Database user. Defaults to the user in the URL.");
  static final Setting<@Nullable String> STORAGE_PASSWORD =
      TABLE.add(
          "storage.password",
          SettingType.optional(SettingType.secret(SECRET)),
          "",
          "Password of the database user. Not available as an option, because other users of the"
              + " machine can see options. If unset, the server uses the password in the URL or in"
              + " the file `.pgpass`.");
  static final Setting<Boolean> INSECURE =
      TABLE.add(
          "insecure",
          SettingType.bool(),
          "false",
          "Allow `host` to be an address that other machines can reach, without authentication.");
  static final Setting<Duration> GRACE_PERIOD =
      TABLE.add(
          "grace_period",
          SettingType.duration("1s", "1h"),
          "30s",
          "Maximum time from SIGTERM to the exit of the process. The server uses at most 80 % of it"
              + " to finish its work.");
  static final Setting<@Nullable Duration> RETENTION =
      TABLE.add(
          "retention",
          SettingType.optional(SettingType.duration("1h", "36500d")),
          "",
          "How long the content of finished jobs is kept after they were submitted. If unset, it is"
              + " kept forever.");
  static final Setting<@Nullable Duration> KEEP =
      TABLE.add(
          "keep",
          SettingType.optional(SettingType.duration("1d", "36500d")),
          "",
          "How long a job is kept after its last run ended. Then the server deletes the job with"
              + " its runs, events and idempotency keys, and requests for it get 404. If unset,"
              + " jobs are kept forever.");
  static final Setting<@Nullable Path> SIGNING_KEY =
      TABLE.add(
          "signing_key",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Ed25519 key (PKCS#8) that signs audit bundles. Only its owner may read the file. If"
              + " unset, the server uses `signing-key.pem` in the data directory, and creates it"
              + " when it starts for the first time.");
  static final Setting<@Nullable Path> MODELS =
      TABLE.add(
          "models",
          SettingType.optional(SettingType.path("a YAML file")),
          "",
          "Catalogue of models. Its entries take precedence over the built-in catalogue.");
  static final Setting<@Nullable Path> TOOLS =
      TABLE.add(
          "tools",
          SettingType.optional(SettingType.path("a YAML file")),
          "",
          "File that declares the tools that agents can call. See [Tools](../tools.md).");
  static final Setting<@Nullable Path> RECORDINGS =
      TABLE.add(
          "recordings",
          SettingType.optional(SettingType.path("a folder")),
          "",
          "Directory with recordings of model answers for jobs in mode `recorded`.");
  static final Setting<@Nullable Path> PATENTS =
      TABLE.add(
          "patents",
          SettingType.optional(SettingType.path("a file or folder of JSON Lines")),
          "",
          "File or folder of patents to search, in addition to the built-in ones.");
  static final Setting<Boolean> PATENT_LIKENESS =
      TABLE.add(
          "patent_likeness",
          SettingType.bool(),
          "false",
          "Rank local patents by meaning as well as by words. Requires the module `likeness`. See"
              + " [Likeness](../patent-search.md#likeness).");
  static final Setting<List<String>> PATENT_SOURCES =
      TABLE.add(
          new Setting<>(
              "patent_sources",
              SettingType.listOf(SettingType.text("local, uspto, epo or lens", SOURCE)),
              List.of("local"),
              "Sources of patents to search. All except `local` require their keys in the"
                  + " environment. Only jobs in mode `live` search them, and never for a restricted"
                  + " matter."));
  static final Setting<List<String>> PATENT_URLS =
      TABLE.addList(
          "patent_urls",
          SettingType.listOf(
              SettingType.text("a source and its address such as epo=https://…", SOURCE_URL)),
          "Addresses to use for remote sources instead of the built-in ones.");

  private GeneralSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
