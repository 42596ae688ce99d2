package dev.converge.domain.template;

import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.text.Nearest;
import dev.converge.core.text.TemplateReference;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.SemVer;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.domain.template.wiring.WiringReader;
import dev.converge.domain.template.wiring.Yaml;
import dev.converge.domain.tool.Tools;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The templates that can be run: those for all tenants, and those of a single tenant, which are
/// not visible to other tenants. An installed version is never changed or removed, so that
/// unfinished runs can rely on it. Thread-safe.
public final class Templates implements Programs {
  /// The templates in the distribution, by name.
  static final List<String> SHIPPED = TemplateFolder.shipped();

  /// Stands for no tenant, because names of tenants are never empty.
  private static final String NOBODY = "";

  private static final TemplateShelf NOTHING = new TemplateShelf();

  private final TemplateCompiler compiler;
  private final TemplateShelf shared = new TemplateShelf();
  private final ConcurrentHashMap<String, TemplateShelf> own = new ConcurrentHashMap<>();

  /// The folder that a version comes from.
  private final ConcurrentHashMap<String, String> sources = new ConcurrentHashMap<>();

  private final ConcurrentSkipListMap<String, Refused> refused = new ConcurrentSkipListMap<>();

  private volatile Runnable elsewhere = () -> {};

  /// Creates an empty set of templates.
  ///
  /// @param rules the rule agents that specs can use
  public Templates(RuleAgents rules) {
    this(rules, Tools.none());
  }

  /// Creates an empty set of templates.
  ///
  /// @param rules the rule agents that specs can use
  /// @param tools that specs can call
  public Templates(RuleAgents rules, Tools tools) {
    compiler = new TemplateCompiler(rules, tools);
  }

  /// The templates in the distribution, with the installed rule agents.
  public static Templates shipped() {
    return shipped(RuleAgents.installed());
  }

  /// The templates in the distribution.
  ///
  /// @param rules the rule agents that specs can use
  public static Templates shipped(RuleAgents rules) {
    return shipped(rules, Tools.none());
  }

  /// The templates in the distribution. Other templates can call tools.
  ///
  /// @param rules the rule agents that specs can use
  public static Templates shipped(RuleAgents rules, Tools tools) {
    Templates all = new Templates(rules, tools);
    SHIPPED.forEach(name -> all.install(TemplateFolder.shipped(name)));
    return all;
  }

  /// Compiles a template without installing it, and returns all its problems.
  public List<TemplateProblem> check(TemplateSource source) {
    try {
      compiler.compile(source);
      return List.of();
    } catch (TemplateException e) {
      return e.problems();
    }
  }

  /// Compiles a template without installing it.
  ///
  /// @throws TemplateException with all problems
  public Template compile(TemplateSource source) {
    return compiler.compile(source);
  }

  Template compile(TemplateFolder folder) {
    return folder.compile(compiler);
  }

  /// Installs a template under the name and version that its wiring gives it.
  ///
  /// @return the template; the one that is there already if the content is the same
  /// @throws TemplateException with all problems, if it does not compile
  /// @throws ConvergeException with `VERSION_EXISTS` if that version has other content
  public Template install(TemplateSource source) {
    return install(compiler.compile(source));
  }

  /// Installs a template under a name and version.
  ///
  /// @throws TemplateException with all problems, if it does not compile
  /// @throws ConvergeException with `INVALID` if its wiring gives it another name or version, with
  ///   `VERSION_EXISTS` if that version has other content
  public Template install(String name, String version, String spec, String wiring) {
    Template template = compiler.compile(TemplateSource.of(name, spec, wiring));
    if (!template.name().equals(name) || !template.version().equals(version)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "template: the wiring says %s@%s (expected: %s@%s)"
              .formatted(template.name(), template.version(), name, version));
    }
    return install(template);
  }

  /// Installs a template that compiled.
  ///
  /// @return the template; the one that is there already if the content is the same
  /// @throws ConvergeException with `VERSION_EXISTS` if that version has other content
  public Template install(Template template) {
    return shared.install(template);
  }

  /// Installs a template that compiled for one tenant alone.
  ///
  /// @return the template; the one that is there already if the content is the same
  /// @throws ConvergeException with `VERSION_EXISTS` if the tenant has that version with other
  ///   content
  public Template install(String tenant, Template template) {
    return own.computeIfAbsent(tenant, _ -> new TemplateShelf()).install(template);
  }

  /// A template that was found but not installed.
  ///
  /// @param name of its folder
  /// @param source the folder or other origin
  /// @param problems why, at least one
  public record Refused(String name, String source, List<TemplateProblem> problems) {
    /// Copies the list.
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /// The templates that were found but not installed, by source.
  public List<Refused> refused() {
    return List.copyOf(refused.values());
  }

  private static String reference(Template template) {
    return new TemplateReference(template.name(), template.version()).toString();
  }

  void refuse(Refused template) {
    refused.put(template.source(), template);
  }

  /// Removes the refused template of a source.
  void forget(String source) {
    refused.remove(source);
  }

  /// Installs the valid templates of a directory: the folders in it that contain a wiring, or the
  /// directory itself if it contains one. The others are [#refused] and have no effect. Reads
  /// files.
  ///
  /// @throws ConvergeException with `INVALID` if the directory cannot be read
  public void loadValid(Path directory) {
    TemplateFolder.in(directory).forEach(this::take);
  }

  /// Installs the template of a folder, or refuses it.
  ///
  /// @return the template if it was not there before
  Optional<Template> take(TemplateFolder folder) {
    String source = folder.path().toString();
    try {
      Template template = folder.compile(compiler);
      boolean there = template(template.name(), template.version()).isPresent();
      install(template);
      sources.put(reference(template), source);
      forget(source);
      return there ? Optional.empty() : Optional.of(template);
    } catch (TemplateException e) {
      refuse(new Refused(folder.name(), source, e.problems()));
    } catch (ConvergeException e) {
      TemplateProblem problem = folder.problem("version", String.valueOf(e.getMessage()));
      refuse(new Refused(folder.name(), source, List.of(problem)));
    }
    return Optional.empty();
  }

  /// Restores an installed version whose content has changed since. Runs may be pinned to it, so
  /// the earlier content is kept and the present content is refused.
  ///
  /// @param earlier as it was installed; problems that an earlier release accepted are ignored
  /// @return whether it still compiles; otherwise neither content is available
  public boolean reinstate(TemplateSource earlier, Template present) {
    Place place =
        WiringReader.scalar(present.wiring(), "version")
            .map(Yaml.Scalar::place)
            .orElse(Place.START);
    String reference = reference(present);
    refuse(
        new Refused(
            present.name(),
            sources.getOrDefault(reference, reference),
            List.of(
                new TemplateProblem(
                    present.name() + ".yaml",
                    place.line(),
                    place.column(),
                    TemplateShelf.otherContent(present)))));
    try {
      shared.replace(compiler.compileInstalled(earlier));
      return true;
    } catch (TemplateException _) {
      shared.remove(present);
      return false;
    }
  }

  /// Compiles a template that was installed before, even if this release would refuse it.
  ///
  /// @throws TemplateException with the problems that make it useless
  public Template compileInstalled(TemplateSource source) {
    return compiler.compileInstalled(source);
  }

  /// Installs every template of a directory: the folders in it that contain a wiring, or the
  /// directory itself if it contains one. None is installed unless all compile. Reads files.
  ///
  /// @return the installed templates, by folder
  /// @throws TemplateException with all problems
  /// @throws ConvergeException with `INVALID` if the directory cannot be read, with
  ///   `VERSION_EXISTS` if a version has other content
  public List<Template> load(Path directory) {
    List<TemplateProblem> problems = new ArrayList<>();
    List<Template> compiled = new ArrayList<>();
    for (TemplateFolder folder : TemplateFolder.in(directory)) {
      try {
        compiled.add(folder.compile(compiler));
      } catch (TemplateException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new TemplateException(problems);
    }
    return compiled.stream().map(this::install).toList();
  }

  /// A digest of all files of the templates in a directory. It differs after each change.
  ///
  /// @throws ConvergeException with `INVALID` if it cannot be read
  public static String digest(Path directory) {
    StringBuilder all = new StringBuilder();
    TemplateFolder.in(directory)
        .forEach(folder -> all.append(folder.path()).append(' ').append(folder.digest()));
    return all.toString();
  }

  /// The program of a template.
  ///
  /// @param reference `name` for its highest release, or `name@version`
  /// @throws ConvergeException with `TEMPLATE_NOT_FOUND`, the closest name and all installed names
  /// @throws TemplateException if it was refused: with its problems
  public Program require(String reference) {
    TemplateReference meant = TemplateReference.of(reference);
    String wanted = meant.name();
    return find(wanted, meant.version())
        .orElseThrow(() -> {
          for (Refused template : refused()) {
            if (template.name().equals(wanted)) {
              return new TemplateException(template.problems());
            }
          }
          List<String> names = list().stream().map(Template::name).distinct().toList();
          return new ConvergeException(
              ErrorCode.TEMPLATE_NOT_FOUND,
              "template not found: \""
                  + reference
                  + "\""
                  + (names.contains(wanted) ? "" : Nearest.hint(wanted, names))
                  + " (installed: "
                  + String.join(", ", names)
                  + ")");
        });
  }

  @Override
  public Optional<Program> find(String name, String version) {
    return template(name, version).map(Template::program);
  }

  @Override
  public Optional<Program> find(String tenant, String name, String version) {
    return template(tenant, name, version).map(Template::program);
  }

  /// The template for all tenants with a name and version; the highest release if the version is
  /// empty.
  public Optional<Template> template(String name, String version) {
    return template(NOBODY, name, version);
  }

  /// Sets a hook that runs before a template is reported as not found, and can install it.
  ///
  /// @param look must be quick, because requests wait for it
  public void lookElsewhere(Runnable look) {
    elsewhere = look;
  }

  /// The template that a tenant sees. The tenant's own templates take precedence, so that
  /// unfinished runs keep theirs.
  public Optional<Template> template(String tenant, String name, String version) {
    Optional<Template> here = here(tenant, name, version);
    if (here.isPresent()) {
      return here;
    }
    elsewhere.run();
    return here(tenant, name, version);
  }

  private Optional<Template> here(String tenant, String name, String version) {
    if (!version.isEmpty()) {
      return SemVer.parse(version)
          .flatMap(v -> own(tenant).template(name, v).or(() -> shared.template(name, v)));
    }
    return versions(tenant, name).stream()
        .filter(template -> SemVer.parse(template.version()).orElseThrow().isRelease())
        .findFirst();
  }

  /// Every version of a template for all tenants, the highest first; empty if there is no such
  /// template.
  public List<Template> versions(String name) {
    return versions(NOBODY, name);
  }

  /// Every version of a template that a tenant sees, the highest first.
  public List<Template> versions(String tenant, String name) {
    TreeMap<SemVer, Template> versions = new TreeMap<>(Comparator.reverseOrder());
    versions.putAll(shared.versions(name));
    versions.putAll(own(tenant).versions(name));
    return List.copyOf(versions.values());
  }

  /// Every version of every template for all tenants, by name, the highest version first.
  public List<Template> list() {
    return list(NOBODY);
  }

  /// Every version of every template that a tenant sees, in the same order.
  public List<Template> list(String tenant) {
    TreeSet<String> names = new TreeSet<>(shared.names());
    names.addAll(own(tenant).names());
    return names.stream().flatMap(name -> versions(tenant, name).stream()).toList();
  }

  @Override
  public List<String> names(String tenant) {
    return list(tenant).stream().map(Template::name).distinct().toList();
  }

  private TemplateShelf own(String tenant) {
    return own.getOrDefault(tenant, NOTHING);
  }

  /// The seeds that a program asks for, as a JSON Schema (draft 2020-12) of a job's `seeds`.
  public static Json.Obj seedSchema(Program program) {
    return seedSchema(program, SeedCheck.MAX_SEEDS);
  }

  /// The JSON Schema of the seeds that a program asks for.
  ///
  /// @param maxSeeds of one job
  public static Json.Obj seedSchema(Program program, int maxSeeds) {
    return SeedSchema.of(program, maxSeeds);
  }
}
