package dev.converge.cli.command.help;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The examples at the end of each command's help, in one place, so that they look alike.
public final class Examples {
  private static final Map<String, List<String>> ALL = all();

  private Examples() {}

  /// Adds its examples to the help of a command and all its subcommands.
  public static CommandLine addTo(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    List<String> footer = new ArrayList<>(List.of(usage.footer()));
    List<String> examples = ALL.getOrDefault(command.getCommandSpec().qualifiedName(), List.of());
    if (!examples.isEmpty()) {
      if (!footer.isEmpty()) {
        footer.add("");
      }
      footer.add(examples.size() == 1 ? "Example:" : "Examples:");
      // A percent sign would be read as a format.
      examples.forEach(example -> footer.add("  " + example.replace("%", "%%")));
      usage.footer(footer.toArray(String[]::new));
    }
    command.getSubcommands().values().forEach(Examples::addTo);
    return command;
  }

  private static Map<String, List<String>> all() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    local(all);
    jobs(all);
    records(all);
    setup(all);
    return all;
  }

  private static void local(Map<String, List<String>> all) {
    all.put(
        "converge",
        List.of(
            "converge run --template growth-strategy --seeds @examples/seeds.json",
            "converge serve",
            "converge help run"));
    all.put(
        "converge serve",
        List.of(
            "converge serve", "converge serve --port 9000 --data ./data --templates ./templates"));
    all.put(
        "converge run",
        List.of(
            "converge run --template growth-strategy --seeds @seeds.json --stream",
            "converge run --templates ./templates --template my-flow --seeds @seeds.json"));
    all.put(
        "converge eval",
        List.of(
            "converge eval evals/growth-strategy",
            "converge eval evals --keep ./kept",
            "converge eval evals --kept ./kept",
            "converge eval evals --mode live --samples 3 --model openai/gpt-6-luna",
            "converge eval evals --mode live --judge anthropic/claude-opus-5-5"));
    all.put("converge templates", List.of("converge templates list"));
    all.put("converge templates list", List.of("converge templates list --templates ./templates"));
    all.put(
        "converge templates show",
        List.of(
            "converge templates show growth-strategy",
            "converge templates show patent-research@1.2.0 --json"));
    all.put(
        "converge templates validate",
        List.of(
            "converge templates validate ./templates/my-flow",
            "converge templates validate ./templates/my-flow --watch --json"));
    all.put("converge templates schema", List.of("converge templates schema"));
    all.put(
        "converge templates test",
        List.of(
            "converge templates test ./templates/my-flow",
            "converge templates test ./templates/my-flow --fixtures ./evals --strict"));
    all.put("converge templates new", List.of("converge templates new my-flow --dir ./templates"));
    all.put(
        "converge models",
        List.of("converge models --why", "converge models --template growth-strategy"));
    all.put(
        "converge models update",
        List.of(
            "converge models update --from new-models.yaml --to models.yaml",
            "converge models update --from ollama --to models.yaml"));
    all.put("converge man-pages", List.of("converge man-pages ./man/man1"));
    all.put("converge train", List.of("converge train"));
    all.put("converge help", List.of("converge help submit"));
  }

  private static void jobs(Map<String, List<String>> all) {
    all.put(
        "converge submit",
        List.of(
            "converge submit --template growth-strategy --seeds @seeds.json --stream",
            "converge submit --template growth-strategy --seeds @- --key order-17"));
    all.put("converge get", List.of("converge get job_01 --wait 30s"));
    all.put("converge watch", List.of("converge watch job_01", "converge watch job_01 --json"));
    all.put("converge explain", List.of("converge explain job_01"));
    all.put(
        "converge fork",
        List.of(
            "converge fork job_01 --seeds @other.json --wait 30s",
            "converge fork job_01 --at-cycle 2 --model anthropic/claude-sonnet-4-5",
            "converge fork job_01 --budget @budget.json"));
    all.put("converge cancel", List.of("converge cancel job_01 --reason \"wrong seeds\""));
    all.put(
        "converge continue",
        List.of(
            "converge continue job_01 --max-tokens 400000 --reason \"too small\"",
            "converge continue job_01 --key order-17 --stream"));
    all.put(
        "converge approve",
        List.of("converge approve job_01 strategy:2.1 --actor maria --comment \"well argued\""));
    all.put(
        "converge reject", List.of("converge reject job_01 strategy:2.1 --comment \"too risky\""));
    all.put(
        "converge return",
        List.of("converge return job_01 prop:2:strategy:1 --comment \"name numbers\""));
    all.put(
        "converge list",
        List.of("converge list --status waiting", "converge list --template growth-strategy"));
    all.put("converge erase", List.of("converge erase job_01 --yes"));
  }

  private static void records(Map<String, List<String>> all) {
    all.put("converge audit", List.of("converge audit export job_01"));
    all.put("converge audit export", List.of("converge audit export job_01 --output job.zip"));
    all.put("converge audit key", List.of("converge audit key --data ./data --pem"));
    all.put(
        "converge verify",
        List.of("converge verify job.zip", "converge verify job.zip --key key.pem"));
    all.put("converge replay", List.of("converge replay job.zip", "converge replay job_01"));
    all.put(
        "converge compare",
        List.of("converge compare before.zip after.zip", "converge compare job_01 job_02 --json"));
    all.put(
        "converge report",
        List.of(
            "converge report job_01",
            "converge report job_01 --output report.docx",
            "converge report job.zip --format html --output report.html"));
    all.put("converge recordings", List.of("converge recordings export job.zip ./recordings"));
    all.put(
        "converge recordings export", List.of("converge recordings export job.zip ./recordings"));
    all.put(
        "converge recordings import", List.of("converge recordings import ./more ./recordings"));
  }

  private static void setup(Map<String, List<String>> all) {
    all.put(
        "converge webhooks",
        List.of("converge webhooks add https://example.org/hook", "converge webhooks list"));
    all.put(
        "converge webhooks add",
        List.of(
            "converge webhooks add https://example.org/hook",
            "converge webhooks add https://example.org/hook --event person_needed,ended"));
    all.put("converge webhooks list", List.of("converge webhooks list"));
    all.put("converge webhooks remove", List.of("converge webhooks remove wh_01"));
    all.put("converge webhooks dead-letters", List.of("converge webhooks dead-letters wh_01"));
    all.put(
        "converge webhooks resend",
        List.of("converge webhooks resend wh_01", "converge webhooks resend wh_01 run_01:42"));
    all.put(
        "converge worker",
        List.of("converge worker --engine-host temporal --temporal-target localhost:7233"));
    all.put("converge mcp", List.of("converge mcp --server http://127.0.0.1:8080"));
    all.put("converge completion", List.of("converge completion bash", "converge completion fish"));
    all.put("converge config", List.of("converge config --config converge.yaml"));
    String copy = "converge store copy --from ./data --to jdbc:postgresql://localhost/converge";
    all.put("converge store", List.of(copy));
    all.put("converge store copy", List.of(copy));
    all.put("converge backup", List.of("converge backup ./backups/monday --data ./data"));
    all.put(
        "converge restore",
        List.of(
            "converge restore ./backups/monday --check",
            "converge restore ./backups/monday --data ./restored --erasures ./data"));
    all.put("converge patents", List.of("converge patents index --from uspto ./bulk"));
    all.put(
        "converge patents index",
        List.of(
            "converge patents index --from uspto ./bulk --to ./patents-index",
            "converge patents index --from jsonl my-patents.jsonl --to ./mine"));
    all.put("converge keys", List.of("converge keys list"));
    all.put(
        "converge keys create",
        List.of(
            "converge keys create --name maria --tenant research --expires-in 720h",
            "converge keys create --name partner-1 --scope read --scope decide:partner"));
    all.put("converge keys list", List.of("converge keys list --data ./data"));
    all.put("converge keys revoke", List.of("converge keys revoke key_01"));
  }
}
