package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Holds `api/openapi.yaml` to what a linter asks of it.
final class ContractLintTest {
  private static final String SOUND =
      """
      openapi: 3.1.0
      info: { title: t, version: "1", description: A document. }
      tags: [{ name: jobs, description: Jobs. }]
      paths:
        /jobs/{id}:
          get:
            tags: [jobs]
            operationId: getJob
            summary: Get a job
            parameters:
              - { name: id, in: path, required: true, description: The job., schema: { type: string } }
            responses:
              "200":
                description: The job.
                content: { application/json: { schema: { $ref: "#/components/schemas/Job" } } }
              4XX: { description: An error. }
      components:
        schemas:
          Job:
            type: object
            properties:
              size: { type: integer, description: Bytes., examples: [3] }
      """;

  private static List<String> findings(String yaml) {
    return ContractLint.findings(ContractFile.parse(yaml));
  }

  private static void finds(String finding, String sound, String broken) {
    String yaml = SOUND.replace(sound, broken);
    List<String> found = findings(yaml);
    assertTrue(
        found.stream().anyMatch(f -> f.contains(finding)), finding + " (found: " + found + ")");
  }

  @Test
  void theContractHasNoFinding() throws IOException {
    List<String> found = ContractLint.findings(ContractFile.read());
    assertEquals(List.of(), found, () -> String.join("\n", found));
  }

  @Test
  void aDocumentThatIsInOrderHasNoFinding() {
    assertEquals(List.of(), findings(SOUND));
  }

  @Test
  void whatALinterFindsIsFound() {
    finds(
        "security differs",
        "      summary: Get a job\n",
        "      summary: Get a job\n      security: [{ gate: [] }]\n");
    finds(
        "\"or characters.\" is unknown",
        "description: Bytes.",
        "description: Bytes, or characters.");
    finds("\"sumary\" is unknown", "summary:", "sumary:");
    finds("has no summary", "summary:", "sumary:");
    finds("\"getter\" is unknown", "    get:", "    getter:");
    finds("Job: is never used", "$ref: \"#/components/schemas/Job\"", "type: object");
    finds("does not exist", "schemas/Job\" }", "schemas/Jobs\" }");
    finds("operationId is \"\"", "operationId: getJob", "deprecated: false");
    finds("tag \"job\" is not declared", "tags: [jobs]", "tags: [job]");
    finds("size: has no description", "description: Bytes., ", "");
    finds("id: has no description", "description: The job., schema", "schema");
    finds("200: has no description", "description: The job.\n", "headers: {}\n");
    finds("path parameters are []", "in: path", "in: query");
    finds("has no 4XX", "4XX:", "default:");
    finds("requires \"name\"", "type: object\n", "type: object\n      required: [name]\n");
    finds("examples: ", "examples: [3]", "examples: [three]");
  }
}
