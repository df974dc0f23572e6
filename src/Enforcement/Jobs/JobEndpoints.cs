using System.Globalization;
using System.Text;
using Enforcement.Identity;
using Enforcement.Shell;
using Hangfire;

namespace Enforcement.Jobs;

/// <param name="AsOf">Not in the future; now, where it is left out.</param>
public sealed record SweepRequest(DateTimeOffset? AsOf);

public static class JobEndpoints
{
    // Hangfire's dashboard brings scripts and styles of its own into its pages.
    private const string DashboardPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    /// <summary><c>/jobs</c>, <c>/metrics</c> and the sweep by hand; for system admins.</summary>
    public static void MapJobs(this WebApplication app)
    {
        if (app.Services.GetRequiredService<JobSettings>().Enabled)
            app.MapDashboard();
        var metrics = app.MapGet("/metrics", MetricsAsync);
        // A scraper on the same machine or behind the office's proxy has no session.
        if (app.Configuration.GetValue("Metrics:Anonymous", false))
            metrics.AllowAnonymous();
        else
            metrics.RequireAuthorization(Roles.SystemAdmin);

        app.MapApi("/sweeps")
            .WithTags("Jobs")
            .MapPost(
                "/run",
                async (SweepRequest? request, IActing acting, RunSweeps run, CancellationToken cancel) =>
                    TypedResults.Ok(
                        new { items = await run.RunAsync(await acting.GetAsync(cancel), request?.AsOf, cancel), next = (string?)null }
                    )
            );
    }

    private static void MapDashboard(this WebApplication app)
    {
        app.Use(
            (http, next) =>
            {
                if (http.Request.Path.StartsWithSegments("/jobs"))
                    http.Response.Headers.ContentSecurityPolicy = DashboardPolicy;
                return next(http);
            }
        );
        app.MapHangfireDashboard("/jobs", new DashboardOptions { Authorization = [], AppPath = "/schedules" })
            .RequireAuthorization(Roles.SystemAdmin);
    }

    private static async Task<IResult> MetricsAsync(
        Sweeps sweeps,
        IEnumerable<IGauges> gauges,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var text = new StringBuilder();
        foreach (var run in (await sweeps.LastRunsAsync(cancel)).Values.OrderBy(run => run.Name, StringComparer.Ordinal))
        {
            Line($"enforcement_sweep_lag_seconds{{sweep=\"{run.Name}\"}}", Math.Max(0, (now - run.AsOf).TotalSeconds));
            Line($"enforcement_sweep_done{{sweep=\"{run.Name}\"}}", run.Done);
            Line($"enforcement_sweep_failed{{sweep=\"{run.Name}\"}}", run.Fault is null ? 0 : 1);
        }
        foreach (var source in gauges)
        foreach (var gauge in await source.ReadAsync(now, cancel))
            Line(gauge.Name, gauge.Value);
        return TypedResults.Text(text.ToString(), "text/plain; version=0.0.4; charset=utf-8");

        void Line(string name, double value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }
}
