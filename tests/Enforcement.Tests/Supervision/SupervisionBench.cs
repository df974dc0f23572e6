using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Supervision.Cards;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Enforcement.Tests.Supervision;

/// <summary>A township, the county's command centre and judicial bureau, and cases whose terms run out.</summary>
internal static class SupervisionBench
{
    public const string Town = "430112109";
    public const string Centre = "430112-command-centre";
    public const string Bureau = "430112-judicial";

    /// <summary>A clock of ninety days; a check within two working days; a review by the judicial bureau within five; then a check again.</summary>
    public static string Definition { get; } =
        TestDefinitions.Flowchart(
            "late",
            [
                TestDefinitions.Node("start", "Elsa.Start"),
                TestDefinitions.Node("caseClock", "Enforcement.StartClock", ("rule", TestDefinitions.Literal("DL-PEN-02"))),
                TestDefinitions.Task("check", ("clock", TestDefinitions.Literal("DL-INT-APPROVAL"))),
                TestDefinitions.Task(
                    "review",
                    ("clock", TestDefinitions.Literal("DL-REV-01")),
                    ("function", TestDefinitions.Literal("judicial")),
                    ("role", TestDefinitions.Literal("legal-reviewer")),
                    ("holding", TestDefinitions.Literal("review"))
                ),
                TestDefinitions.Task("again", ("clock", TestDefinitions.Literal("DL-INT-APPROVAL"))),
                TestDefinitions.Node("close", "Enforcement.CloseCase", ("outcome", TestDefinitions.Literal("archived"))),
                TestDefinitions.Node("end", "Elsa.End"),
            ],
            ["start>caseClock", "caseClock>check", "check:done>review", "review:done>again", "again:done>close", "close>end"]
        );

    public static async Task StaffAsync(this TestService service)
    {
        _ = service.Services;
        await service.BodyAsync(Town, Town, "靖港镇");
        await service.BodyAsync("430112110", "430112110", "乔口镇");
        await service.BodyAsync("430624101", "430624101", "文星镇");
        await service.BodyAsync(Centre, "430112", "区指挥中心", "department", "command-centre");
        await service.BodyAsync(Bureau, "430112", "区司法局", "department", "judicial");
        await service.PersonAsync("sv-officer", Roles.Officer, Town);
        await service.PersonAsync("sv-partner", Roles.Officer, Town);
        await service.PersonAsync("sv-squad", Roles.SquadHead, Town);
        await service.PersonAsync("sv-head", Roles.AgencyHead, Town);
        await service.PersonAsync("sv-neighbour", Roles.AgencyHead, "430112110");
        await service.PersonAsync("sv-stranger", Roles.AgencyHead, "430624101");
        await service.PersonAsync("sv-reviewer", Roles.LegalReviewer, Bureau);
        await service.PersonAsync("sv-command", Roles.CommandCentre, Centre);
        await service.PersonAsync("sv-supervisor", Roles.Supervisor, Bureau);
        await service.PersonAsync("sv-coordinator", Roles.Coordinator, Bureau);
        await service.PersonAsync("sv-system", Roles.SystemAdmin, Centre);
    }

    /// <summary>A case that waits for its check.</summary>
    public static async Task<CaseFile> OpenAsync(this TestService service)
    {
        await using var step = await service.BeginCaseAsync("late", Definition, "lead-check", [], Town, "sv-officer", "sv-partner");
        await step.CommitAsync(default);
        return step.Case;
    }

    public static async Task DoAsync(this TestService service, CaseFile it, string node, string who)
    {
        var id = await service.Database.ScalarAsync<Guid>(
            "select id from tasks where case_id = $1 and node = $2 and state = 'open'",
            it.Key.Id,
            node
        );
        await using var step = await service
            .Services.GetRequiredService<CompleteTask>()
            .RunAsync(await service.ActorAsync(who), id, new TaskCompletion("done"), default);
    }

    /// <summary>The offices of the county are shut from a day to a day.</summary>
    public static async Task ShutAsync(this TestService service, string from, string to)
    {
        await service.Database.ExecuteAsync(
            """
            insert into local_closures (id, county, from_day, to_day, reason, document, announced_by, announced_at)
            values (gen_random_uuid(), '430112', $1::date, $2::date, '冰雪', '望政办〔2026〕8号', 'x', now())
            """,
            from,
            to
        );
        await service.Services.GetRequiredService<DeadlineBook>().ReadAsync(default);
    }

    /// <summary>A moment of the business day.</summary>
    public static void MoveTo(this TestService service, string local) => service.Clock.SetUtcNow(At(local));

    public static Task<int> GiveCardsAsync(this TestService service) =>
        service.Services.GetRequiredService<CardSweep>().RunAsync(service.Clock.GetUtcNow(), default);

    /// <summary>Colour, fact and body of each card of a case, in the order in which they were given.</summary>
    public static Task<List<string>> CardsAsync(this TestService service, CaseFile it) =>
        service.Database.ColumnAsync<string>(
            "select colour || ' ' || fact || ' ' || organization from cards where case_id = $1 order by fell_at, colour desc",
            it.Key.Id
        );

    /// <summary>A case of which the township has one yellow card, for its check; its id.</summary>
    public static async Task<(CaseFile Case, Guid Card)> WithYellowAsync(this TestService service)
    {
        var it = await service.OpenAsync();
        service.Clock.Advance(TimeSpan.FromDays(7));
        await service.GiveCardsAsync();
        return (it, await service.Database.ScalarAsync<Guid>("select id from cards where case_id = $1", it.Key.Id));
    }

    /// <summary>Signs in anew: the clock has moved on, and sessions end.</summary>
    public static async Task<JsonElement> DoneAsync(this TestService service, string who, string path, object body)
    {
        using var caller = await service.CallerAsync(who);
        var answer = await caller.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Status and code of a refusal.</summary>
    public static async Task<(int Status, string? Code)> RefusedAsync(this TestService service, string who, string path, object body)
    {
        using var caller = await service.CallerAsync(who);
        var answer = await caller.PostAsJsonAsync(path, body);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, problem?["code"]?.GetValue<string>());
    }

    public static async Task<JsonElement> ReadAsync(this TestService service, string who, string path)
    {
        using var caller = await service.CallerAsync(who);
        return await caller.GetFromJsonAsync<JsonElement>(path);
    }

    public static DateTimeOffset At(string local) =>
        DateTimeOffset.Parse($"{local}:00+08:00", System.Globalization.CultureInfo.InvariantCulture);
}
