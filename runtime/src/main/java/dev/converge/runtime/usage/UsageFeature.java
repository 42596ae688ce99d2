package dev.converge.runtime.usage;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.UsageOperations;
import dev.converge.runtime.operations.quota.Amounts;
import dev.converge.runtime.operations.quota.Quota;
import dev.converge.runtime.operations.quota.UsageReport;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `GET /api/v1/usage`: today's and this month's usage of quotas.
public final class UsageFeature implements Feature {
  private static final double MICROS = 1_000_000;

  private final UsageOperations operations;

  /// For the operations that report it.
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
    out.field("month_resets_at", Times.format(report.monthResetsAt()));
    out.name("tenant_quota").value(quota(report.tenantQuota()));
    out.name("key_quota").value(quota(report.keyQuota()));
    out.name("tenants").openArray();
    for (UsageReport.Tenant tenant : report.tenants()) {
      out.open().field("tenant", tenant.name());
      out.name("used").value(usage(tenant.used()));
      out.name("keys").openArray();
      for (UsageReport.Key key : tenant.keys()) {
        out.open().field("key", key.name());
        out.name("used").value(usage(key.used())).close();
      }
      out.closeArray().close();
    }
    return Responses.json(out.closeArray().close());
  }

  private static Json quota(Quota quota) {
    Json.Builder out = Json.object();
    limit(out, "running", quota.running(), 1);
    limit(out, "jobs_per_day", quota.day().jobs(), 1);
    limit(out, "tokens_per_day", quota.day().tokens(), 1);
    limit(out, "tokens_per_month", quota.month().tokens(), 1);
    limit(out, "cost_usd_per_day", quota.day().costMicros(), MICROS);
    limit(out, "cost_usd_per_month", quota.month().costMicros(), MICROS);
    limit(out, "stored_bytes", quota.storedBytes(), 1);
    return out.build();
  }

  private static void limit(Json.Builder out, String name, long limit, double unit) {
    if (limit != Quota.UNLIMITED) {
      out.put(name, limit / unit);
    }
  }

  private static Json usage(UsageReport.Usage used) {
    return amounts(used.today())
        .put("running", (double) used.running())
        .put("stored_bytes", (double) used.storedBytes())
        .put("reserved_bytes", (double) used.reservedBytes())
        .put("month", amounts(used.month()).build())
        .build();
  }

  private static Json.Builder amounts(Amounts amounts) {
    return Json.object()
        .put("jobs", (double) amounts.jobs())
        .put("tokens", (double) amounts.tokens())
        .put("cost_usd", amounts.costMicros() / MICROS);
  }
}
