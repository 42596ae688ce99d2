package dev.converge.cli.config;

import dev.converge.cli.config.SettingValue.Origin;
import dev.converge.core.text.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Every setting's value and where it comes from: defaults, then `converge.yaml`, then the
/// environment, then options, the last that says anything wins.
public final class ConfigSources {
  /// The file that is read if it is there and none is named.
  static final String FILE = "converge.yaml";

  /// The option and the variable that name another.
  static final String CONFIG_FLAG = "--config";

  static final String CONFIG_VARIABLE = "CONVERGE_CONFIG";

  /// Variables with our prefix that are no settings, and what they are for.
  static final SortedMap<String, String> OTHER_VARIABLES =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  CONFIG_VARIABLE,
                  "The configuration file. Defaults to `./converge.yaml`.",
                  "CONVERGE_SERVER",
                  "The server that client commands connect to.",
                  "CONVERGE_API_KEY",
                  "The API key that client commands send.",
                  "CONVERGE_JAVA_OPTS",
                  "JVM options for the start script, such as `-Xmx2g`. Without a heap option, a"
                      + " server gets `-Xmx160m`, and `patents index` gets `-Xmx768m`. If `/tmp` is"
                      + " missing or mounted with noexec, use"
                      + " `-Dorg.sqlite.tmpdir=FOLDER` to set the folder from which SQLite's native"
                      + " library is loaded.",
                  "CONVERGE_LIB",
                  "A folder with the jars of optional modules, for the start script.",
                  "CONVERGE_AOT",
                  "Set to `off` to start without the AOT cache.")));

  private final Map<Setting<?>, SettingValue> given = new LinkedHashMap<>();
  private final Map<Setting<?>, SettingType.Value<?>> values = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigSources() {}

  /// Reads all sources; see [Config#load].
  public static ConfigSources read(
      Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
    ConfigSources sources = new ConfigSources();
    for (Setting<?> setting : Settings.all()) {
      sources.given.put(
          setting, new SettingValue(setting.byDefault(), new Origin.Default(), folder));
    }
    sources.file(flags, environment, folder);
    sources.environment(environment, folder);
    sources.flags(flags, folder);
    sources.parse();
    sources.check();
    if (!sources.problems.isEmpty()) {
      throw new ConfigException(sources.problems);
    }
    return sources;
  }

  /// What was given, and by whom, in the order of the table.
  public Map<Setting<?>, SettingValue> given() {
    return Collections.unmodifiableMap(given);
  }

  private void file(Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
    Path file = folder.resolve(FILE);
    String named =
        flags.containsKey(CONFIG_FLAG)
            ? flags.get(CONFIG_FLAG).getLast()
            : environment.getOrDefault(CONFIG_VARIABLE, "");
    if (!named.isEmpty()) {
      file = folder.resolve(named);
    } else if (!Files.exists(file)) {
      return;
    }
    ConfigFile.read(file, problems)
        .forEach((name, value) -> given.put(Settings.named(name).orElseThrow(), value));
  }

  private void environment(Map<String, String> environment, Path folder) {
    new TreeMap<>(environment)
        .forEach((variable, text) -> {
          if (variable.startsWith(Setting.PREFIX)
              && !OTHER_VARIABLES.containsKey(variable)
              && !text.isEmpty()) {
            variable(variable, text, folder);
          }
        });
  }

  private void variable(String variable, String text, Path folder) {
    Optional<Setting<?>> setting =
        Settings.all().stream().filter(s -> s.variable().equals(variable)).findFirst();
    if (text.startsWith("tcp://") || (setting.isEmpty() && variable.endsWith("_SERVICE_HOST"))) {
      problems.add(
          variable
              + ": set by Kubernetes for a service named \"converge\" (expected: enableServiceLinks:"
              + " false in the pod's spec)");
    } else if (setting.isPresent()) {
      given.put(
          setting.get(),
          new SettingValue(setting.get().split(text), new Origin.Variable(variable), folder));
    } else {
      List<String> known = new ArrayList<>(OTHER_VARIABLES.keySet());
      Settings.all().forEach(s -> known.add(s.variable()));
      problems.add(
          "unknown variable "
              + variable
              + " (expected: a setting"
              + Nearest.to(variable, known).map(near -> "; did you mean " + near + "?").orElse("")
              + ")");
    }
  }

  private void flags(Map<String, List<String>> flags, Path folder) {
    for (Setting<?> setting : Settings.all()) {
      List<String> texts = flags.get(setting.flag());
      if (texts != null) {
        List<String> all =
            setting.kind().list()
                ? texts.stream().flatMap(text -> setting.split(text).stream()).toList()
                : List.of(texts.getLast());
        given.put(setting, new SettingValue(all, new Origin.Flag(setting.flag()), folder));
      }
    }
  }

  private void parse() {
    given.forEach((setting, value) -> {
      Optional<? extends SettingType.Value<?>> parsed =
          setting.kind().parser().parse(value.texts(), value.folder());
      if (parsed.isPresent()) {
        values.put(setting, parsed.get());
      } else {
        problems.add(
            value.origin()
                + ": "
                + setting.name()
                + ": \""
                + setting.forPeople(value.texts())
                + "\" (expected: "
                + setting.kind().expected()
                + ")");
      }
    });
  }

  /// What one setting alone cannot tell.
  private void check() {
    if (!problems.isEmpty()) {
      return;
    }
    together(AccessSettings.TLS_CERTIFICATE, AccessSettings.TLS_KEY);
    together(AccessSettings.TLS_KEY, AccessSettings.TLS_CERTIFICATE);
    together(GeneralSettings.STORAGE_USER, GeneralSettings.STORAGE_URL);
    together(GeneralSettings.STORAGE_PASSWORD, GeneralSettings.STORAGE_URL);
    together(AccessSettings.TLS_CLIENT_CA, AccessSettings.TLS_CERTIFICATE);
    together(HostSettings.TEMPORAL_CERTIFICATE, HostSettings.TEMPORAL_KEY);
    together(HostSettings.TEMPORAL_KEY, HostSettings.TEMPORAL_CERTIFICATE);
    checkHost();
    together(AccessSettings.AUTH_JWT_JWKS, AccessSettings.AUTH_JWT_ISSUER);
    together(AccessSettings.AUTH_JWT_JWKS, AccessSettings.AUTH_JWT_AUDIENCE);
    for (Setting<?> of :
        List.of(
            AccessSettings.AUTH_OIDC_CLIENT_ID,
            AccessSettings.AUTH_OIDC_CLIENT_SECRET,
            AccessSettings.AUTH_OIDC_REDIRECT_URI)) {
      together(of, AccessSettings.AUTH_OIDC_ISSUER);
    }
    for (Setting<?> of : List.of(AccessSettings.AUTH_JWT_JWKS, AccessSettings.AUTH_OIDC_ISSUER)) {
      if (isSet(of) && !get(AccessSettings.AUTH_ENABLED)) {
        problems.add(
            origin(of)
                + ": "
                + of.name()
                + " has no effect without auth.enabled (expected: auth.enabled: true)");
      }
    }
    if (isSet(AccessSettings.AUTH_OIDC_ISSUER)
        && !isSet(AccessSettings.AUTH_OIDC_CLIENT_ID)
        && !isSet(AccessSettings.AUTH_JWT_AUDIENCE)) {
      problems.add(
          origin(AccessSettings.AUTH_OIDC_ISSUER)
              + ": auth.oidc.issuer: set alone (expected: auth.oidc.client_id for browsers,"
              + " auth.jwt.audience for tokens, or both)");
    }
  }

  private void checkHost() {
    if (get(HostSettings.ENGINE_HOST) == RunsDrivenBy.SERVER) {
      for (Setting<?> of : HostSettings.ofTemporal()) {
        if (differsFromDefault(of)) {
          problems.add(
              origin(of)
                  + ": "
                  + of.name()
                  + " has no effect without Temporal (expected: engine.host: temporal)");
        }
      }
      return;
    }
    together(HostSettings.ENGINE_HOST, HostSettings.TEMPORAL_TARGET);
    together(HostSettings.ENGINE_HOST, GeneralSettings.STORAGE_URL);
    for (Setting<?> of : List.of(LimitSettings.ENGINE_RUNS, LimitSettings.ENGINE_WAIT)) {
      if (differsFromDefault(of)) {
        problems.add(
            origin(of)
                + ": "
                + of.name()
                + " has no effect with engine.host: temporal (expected: nothing; agent calls wait in"
                + " Temporal's task queue, and engine.calls is what a worker takes of them)");
      }
    }
  }

  private boolean differsFromDefault(Setting<?> setting) {
    SettingValue value = given.get(setting);
    return value != null
        && !String.join(",", value.texts()).equals(String.join(",", setting.byDefault()));
  }

  private void together(Setting<?> one, Setting<?> other) {
    if (isSet(one) && !isSet(other)) {
      problems.add(
          origin(one) + ": " + one.name() + ": set without " + other.name() + " (expected: both)");
    }
  }

  private boolean isSet(Setting<?> setting) {
    return values.get(setting) instanceof SettingType.Value<?>(Object value) && value != null;
  }

  private Origin origin(Setting<?> setting) {
    SettingValue value = given.get(setting);
    return value == null ? new Origin.Default() : value.origin();
  }

  /// The value in force. The table holds kind and value of one type together.
  @SuppressWarnings({"unchecked", "NullAway"})
  <T extends @Nullable Object> T get(Setting<T> setting) {
    return ((SettingType.Value<T>) values.get(setting)).get();
  }

  /// The values as one record.
  public Config config() {
    return new ConfigValues(this).config();
  }
}
