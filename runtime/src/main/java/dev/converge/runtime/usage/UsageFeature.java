package dev.converge.runtime.usage;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.UsageOperations;
import dev.converge.runtime.operations.quota.Quota;
import dev.converge.runtime.operations.quota.UsageReport;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `GET /api/v1/usage`: what was used of the quotas today.
public final class UsageFeature implements Feature {
  private static final double MICROS = 1_000_000;

  private final UsageOperations operations;

  /// Over the operations that say it.
  public UsageFeature(UsageOperations operations) {
    this.operations = operations;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/usage").getBlocking(this::usage);
  }

  private HttpResponse usage(Exchange exchange) {
    UsageReport report = operations.today(RunParameters.caller(exchange));
    CanonicalWriter out = new CanonicalWriter(512);
    out.open().field("counted", report.counted());
    out.field("resets_at", Times.format(report.resetsAt()));
    out.name("tenant_quota").value(quota(report.tenantQuota()));
    out.name("key_quota").value(quota(report.keyQuota()));
    out.name("tenants").openArray();
    for (UsageReport.Tenant tenant : report.tenants()) {
      out.open().field("tenant", tenant.name());
      out.name("used").value(amounts(tenant.used()));
      out.name("keys").openArray();
      for (UsageReport.Key key : tenant.keys()) {
        out.open().field("key", key.name());
        out.name("used").value(amounts(key.used())).close();
      }
      out.closeArray().close();
    }
    return Responses.json(out.closeArray().close());
  }

  private static Json quota(Quota quota) {
    Json.Builder out = Json.object();
    if (quota.running() != Quota.UNLIMITED) {
      out.put("running", (double) quota.running());
    }
    if (quota.jobsPerDay() != Quota.UNLIMITED) {
      out.put("jobs_per_day", (double) quota.jobsPerDay());
    }
    if (quota.costMicrosPerDay() != Quota.UNLIMITED) {
      out.put("cost_usd_per_day", quota.costMicrosPerDay() / MICROS);
    }
    return out.build();
  }

  private static Json amounts(UsageReport.Amounts used) {
    return Json.object()
        .put("running", (double) used.running())
        .put("jobs", (double) used.jobs())
        .put("cost_usd", used.costMicros() / MICROS)
        .build();
  }
}
