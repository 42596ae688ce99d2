package dev.converge.runtime.report;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.audit.RunRecord;
import dev.converge.audit.RunRecords;
import dev.converge.domain.template.wiring.ReportLayout;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.report.RunReport;
import dev.converge.report.format.ReportFormat;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.operations.AuditExport;
import dev.converge.runtime.operations.AuditOperations;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// `GET …/report`: the report on a run, in the format that the client accepts or names.
public final class ReportFeature implements Feature {
  private static final String FORMAT = "format";

  /// The page runs no script and loads nothing, whatever a model wrote into it.
  private static final String POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

  private final AuditOperations operations;
  private final RunRecords records;

  /// For the operations that read the records of runs.
  public ReportFeature(AuditOperations operations, RunRecords records) {
    this.operations = operations;
    this.records = records;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/jobs/{id}/report")
        .produces(
            Arrays.stream(ReportFormat.values())
                .map(ReportFeature::plainType)
                .toArray(String[]::new))
        .getBlocking(this::report, RunParameters.RUN, FORMAT);
  }

  /// The media type without its charset, as in `Accept`.
  private static String plainType(ReportFormat format) {
    return format.mediaType().replaceFirst(";.*", "");
  }

  private HttpResponse report(Exchange exchange) {
    ReportFormat format = format(exchange);
    try (AuditExport export =
        operations.report(RunParameters.caller(exchange), RunParameters.run(exchange))) {
      RunRecord record = records.record(export.run().runId());
      RunReport report = new RunReport();
      record.events().forEach(report::take);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      format.write(report.document(ReportLayout.ofWiring(record.template().wiring())), bytes);
      return HttpResponse.of(headers(format, record.runId()), HttpData.wrap(bytes.toByteArray()));
    } catch (IOException e) {
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "the events of the run cannot be read", e);
    }
  }

  /// The format in the parameter `format`, or else the one that the client prefers.
  private static ReportFormat format(Exchange exchange) {
    String word = exchange.query(FORMAT);
    for (ReportFormat format : ReportFormat.values()) {
      if (word == null ? plainType(format).equals(exchange.offer()) : word.equals(format.word())) {
        return format;
      }
    }
    throw new ProblemException(
        ErrorCode.MALFORMED,
        FORMAT
            + ": \""
            + Exchange.shortened(String.valueOf(word))
            + "\" (expected: one of "
            + Arrays.stream(ReportFormat.values()).map(ReportFormat::word).toList()
            + ")");
  }

  private static ResponseHeaders headers(ReportFormat format, String runId) {
    String disposition = format == ReportFormat.DOCX ? "attachment" : "inline";
    return ResponseHeaders.builder(HttpStatus.OK)
        .set(HttpHeaderNames.CONTENT_TYPE, format.mediaType())
        .set(
            HttpHeaderNames.CONTENT_DISPOSITION,
            "%s; filename=\"%s.%s\"".formatted(disposition, runId, format.extension()))
        .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
        .set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache")
        .build();
  }
}
