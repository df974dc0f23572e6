using CsCheck;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Powers.Admission.Requests;
using Enforcement.Shell;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.Powers.Admission.DutyBench;

namespace Enforcement.Tests.Powers.Admission;

/// <summary>
/// Random commands of all sides with jumps of the clock: whatever order they come in, an item is handed down only while it is admitted or under a pass
/// that holds, every body says its word once, and the county decides only after both reviews. Two thousand runs with <c>LONG=1</c>.
/// </summary>
public sealed class DutyProperties(TestService service) : IClassFixture<TestService>
{
    private static readonly long Volume = Environment.GetEnvironmentVariable("LONG") == "1" ? 2_000 : 25;
    private static readonly string[] Townships = [Town, Neighbour];

    private static readonly Gen<Command> Commands = Gen.Frequency(
        (1, Gen.Int[0, 2].Select(which => new Command("draft", which, 0, false))),
        (5, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool, (which, who, yes) => new Command("opinion", which, who, yes))),
        (5, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool, (which, who, yes) => new Command("review", which, who, yes))),
        (4, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Bool, (which, who, yes) => new Command("decision", which, who, yes))),
        (1, Gen.Int[0, 2].Select(which => new Command("withdrawal", which, 0, false))),
        (8, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool, (which, who, yes) => new Command("dispatch", which, who, yes))),
        (3, Gen.Int[0, 9].Select(which => new Command("taking", which, 0, false))),
        (3, Gen.Int[0, 9].Select(which => new Command("report", which, 0, false))),
        (2, Gen.Int[0, 9].Select(which => new Command("refusal", which, 0, false))),
        (1, Gen.Const(new Command("sweep", 0, 0, false))),
        (3, Gen.OneOf(Gen.Int[1, 30], Gen.Int[20, 500]).Select(hours => new Command("jump", hours, 0, false)))
    );

    /// <summary>By chance alone a request seldom comes through to the list: every other run begins with one that did.</summary>
    private static readonly Command[] Opening =
    [
        new("draft", 1, 0, false),
        new("opinion", 0, 0, true),
        new("review", 0, 0, true),
        new("review", 0, 1, true),
        new("decision", 0, 0, true),
        new("dispatch", 1, 1, false),
    ];

    private readonly List<string> faults = [];
    private List<AdmissionRequest> requests = [];
    private List<Guid> tasks = [];
    private int run;
    private int admitted;
    private int passed;
    private int stopped;

    [Fact]
    public async Task Nothing_is_handed_down_that_is_neither_admitted_nor_under_a_pass()
    {
        _ = service.Services;
        Commands.List[30, 70].Sample(commands => RunAsync(commands).GetAwaiter().GetResult(), iter: Volume, threads: 1);
        admitted.ShouldBeGreaterThan(0);
        passed.ShouldBeGreaterThan(0);
        stopped.ShouldBeGreaterThan(0);
        await CheckAsync();
        faults.ShouldBeEmpty();
    }

    private async Task RunAsync(List<Command> commands)
    {
        (requests, tasks, run) = ([], [], run + 1);
        foreach (var command in run % 2 == 0 ? [.. Opening, .. commands] : commands)
            try
            {
                await DoAsync(command);
            }
            catch (RefusedException refused) when (command.Verb != "dispatch")
            {
                refused.Code.ShouldNotBeNull();
            }
        faults.ShouldBeEmpty();
    }

    private async Task DoAsync(Command it)
    {
        switch (it.Verb)
        {
            case "draft":
                requests.Add(
                    await service
                        .Verb<DraftAdmission>()
                        .RunAsync(
                            service.Somebody(Roles.UnitHead, Agriculture),
                            Draft(Title(it.Which), "action", it.Which == 0 ? Townships : [Townships[it.Which % 2]]),
                            default
                        )
                );
                break;
            case "opinion" when Request(it) is { } request:
                await service
                    .Verb<GiveOpinion>()
                    .RunAsync(
                        service.Somebody(Roles.AgencyHead, request.Draft.Townships[it.Who % request.Draft.Townships.Count]),
                        request.Id,
                        it.Yes,
                        "说明",
                        default
                    );
                break;
            case "review" when Request(it) is { } request:
                await service
                    .Verb<ReviewAdmission>()
                    .RunAsync(
                        it.Who == 0 ? service.Somebody(Roles.Supervisor, Staffing) : service.Somebody(Roles.Coordinator, Judicial),
                        request.Id,
                        it.Yes,
                        "说明",
                        default
                    );
                break;
            case "decision" when Request(it) is { } request:
                await DecideAsync(it, request);
                break;
            case "withdrawal" when Request(it) is { } request:
                await service
                    .Verb<WithdrawAdmission>()
                    .RunAsync(service.Somebody(Roles.UnitHead, Agriculture), request.Id, "撤回", default);
                break;
            case "dispatch":
                await DispatchAsync(it);
                break;
            case "taking" when TaskOf(it) is { } id:
                await service.Verb<TakeTask>().RunAsync(service.Somebody(Roles.Officer, await TownshipOf(id)), id, default);
                break;
            case "report" when TaskOf(it) is { } id:
                await service.Verb<ReportTask>().RunAsync(service.Somebody(Roles.Officer, await TownshipOf(id)), id, "已办", default);
                break;
            case "refusal" when TaskOf(it) is { } id:
                await service
                    .Verb<RefuseTask>()
                    .RunAsync(service.Somebody(Roles.AgencyHead, await TownshipOf(id)), id, null, null, default);
                break;
            case "sweep":
                await service.Services.GetServices<ISweep>().OfType<LapseSweep>().Single().RunAsync(service.Clock.GetUtcNow(), default);
                break;
            case "jump":
                service.Clock.Advance(TimeSpan.FromHours(it.Which));
                break;
        }
    }

    /// <summary>From today or from some days on; until further notice or for a few days.</summary>
    private async Task DecideAsync(Command it, AdmissionRequest request)
    {
        var from = Today.AddDays(it.Who);
        await service
            .Verb<DecideAdmission>()
            .RunAsync(
                service.Somebody(Roles.AgencyHead, Government),
                request.Id,
                new(
                    it.Yes,
                    $"P-{request.Id.ToString()[^10..]}",
                    "望政发〔2026〕1号",
                    BusinessTime.LocalDate(from),
                    it.Who % 2 == 0 ? null : BusinessTime.LocalDate(from.AddDays(3)),
                    "说明"
                ),
                default
            );
    }

    /// <summary>Asked of the tables before it is tried: is it admitted, is there a pass, may there be one?</summary>
    private async Task DispatchAsync(Command it)
    {
        var (item, township) = (Title(it.Which % 3), Townships[it.Who]);
        var now = service.Clock.GetUtcNow().ToUniversalTime();
        var isAdmitted = await service.Database.ScalarAsync<bool>(
            """
            select exists (select from duty_items where title_zh = $1 and scope = $2 and department = 'agriculture'
                and admitted_from <= $3 and (admitted_to is null or admitted_to >= $3))
            """,
            item,
            township,
            Today
        );
        var key = DutyPass.KeyOf(item);
        var holds = await service.Database.ScalarAsync<bool>(
            "select exists (select from duty_passes where item_key = $1 and township = $2 and granted_at <= $3 and expires_at > $3)",
            key,
            township,
            now
        );
        var barred = await service.Database.ScalarAsync<bool>(
            "select exists (select from duty_passes where item_key = $1 and township = $2 and bars_until > $3)",
            key,
            township,
            now
        );
        var expected =
            isAdmitted || holds ? null
            : !it.Yes ? "duty.not-admitted"
            : barred ? "duty.pass-used"
            : null;
        string? said = null;
        try
        {
            var task = await service
                .Verb<DispatchTask>()
                .RunAsync(
                    service.Somebody(Roles.UnitHead, Agriculture),
                    TaskWish(item, township, urgent: it.Yes ? "急" : null, dueOn: BusinessTime.LocalDate(Today.AddDays(5))),
                    default
                );
            tasks.Add(task.Id);
            if ((task.Pass is null) != isAdmitted)
                faults.Add($"{task.Number}: admitted {isAdmitted}, pass {task.Pass?.Id}");
            (admitted, passed) = (admitted + (isAdmitted ? 1 : 0), passed + (isAdmitted ? 0 : 1));
        }
        catch (RefusedException refused)
        {
            said = refused.Code;
            stopped++;
        }
        if (said != expected)
            faults.Add($"{item} for {township} at {now:O}: {said ?? "sent"} instead of {expected ?? "sent"}");
    }

    /// <summary>What the tables say when all is over, whoever wrote them.</summary>
    private async Task CheckAsync()
    {
        await NoneAsync(
            """
            select t.number from duty_tasks t left join duty_passes p on p.county_code = t.county_code and p.id = t.pass_id
            where t.pass_id is not null and not (p.item_key = t.item_key and p.township = t.township and p.issuer_org = t.issuer_org
                and p.granted_at <= t.dispatched_at and t.dispatched_at < p.expires_at and p.expires_at = p.granted_at + interval '24 hours')
            """,
            "a pass that does not fit its task"
        );
        await NoneAsync(
            """
            select t.number from duty_tasks t where t.pass_id is null and not exists (select from duty_items i
                where i.code = t.item_key and i.scope in (t.township, left(t.township, 6))
                    and i.admitted_from <= (t.dispatched_at at time zone 'Asia/Shanghai')::date
                    and (i.admitted_to is null or i.admitted_to >= (t.dispatched_at at time zone 'Asia/Shanghai')::date))
            """,
            "sent without admission or pass"
        );
        await NoneAsync(
            """
            select a.number from duty_passes a join duty_passes b on a.county_code = b.county_code and a.township = b.township
                and a.item_key = b.item_key and a.id <> b.id and a.granted_at <= b.granted_at and b.granted_at < a.granted_at + interval '30 days'
            """,
            "two passes in thirty days"
        );
        await NoneAsync(
            "select number from duty_tasks where state = 'lapsed' and (lapsed_at is distinct from expires_at or done is not null)",
            "lapsed at another time"
        );
        await NoneAsync(
            "select number from duty_tasks where done is not null and expires_at is not null and (done -> 'by' ->> 'at')::timestamptz >= expires_at",
            "done after its pass"
        );
        await NoneAsync(
            """
            select number from admissions where jsonb_array_length(opinions) <> (select count(distinct o ->> 'township') from jsonb_array_elements(opinions) o)
                or jsonb_array_length(reviews) <> (select count(distinct r ->> 'function') from jsonb_array_elements(reviews) r)
                or decision is not null and (jsonb_array_length(reviews) <> 2 or jsonb_array_length(opinions) <> jsonb_array_length(draft -> 'townships'))
            """,
            "a word twice, or a decision too early"
        );
        await NoneAsync(
            """
            select number from admissions where
                (select max((o -> 'by' ->> 'at')::timestamptz) from jsonb_array_elements(opinions) o)
                    > (select min((r -> 'by' ->> 'at')::timestamptz) from jsonb_array_elements(reviews) r)
                or (select max((r -> 'by' ->> 'at')::timestamptz) from jsonb_array_elements(reviews) r) > (decision -> 'by' ->> 'at')::timestamptz
            """,
            "out of order"
        );
        await ChainsHoldAsync();
    }

    private async Task NoneAsync(string sql, string what)
    {
        foreach (var number in await service.Database.ColumnAsync<string>(sql))
            faults.Add($"{number}: {what}");
    }

    private async Task ChainsHoldAsync()
    {
        await using var command = service.Database.Owner.CreateCommand(
            "select subject_id, seq, content, prev_hash, hash from duty_events order by subject_id, seq"
        );
        await using var row = await command.ExecuteReaderAsync();
        var (subject, seq, head) = (Guid.Empty, 0, Journal.Genesis);
        while (await row.ReadAsync())
        {
            if (row.GetGuid(0) != subject)
                (subject, seq, head) = (row.GetGuid(0), 0, Journal.Genesis);
            var hash = row.GetFieldValue<byte[]>(4);
            if (
                row.GetInt32(1) != ++seq
                || !head.SequenceEqual(row.GetFieldValue<byte[]>(3))
                || !Journal.HashOf(head, row.GetString(2)).SequenceEqual(hash)
            )
                faults.Add($"{subject}: the chain breaks at {row.GetInt32(1)}");
            head = hash;
        }
    }

    private DateOnly Today => service.Services.GetRequiredService<BusinessTime>().Today;

    private string Title(int which) => $"第{run}轮事项{which}";

    private AdmissionRequest? Request(Command it) => requests.Count == 0 ? null : requests[it.Which % requests.Count];

    private Guid? TaskOf(Command it) => tasks.Count == 0 ? null : tasks[it.Which % tasks.Count];

    private async Task<string> TownshipOf(Guid task) =>
        (await service.Database.ScalarAsync<string>("select township from duty_tasks where id = $1", task))!;

    private sealed record Command(string Verb, int Which, int Who, bool Yes);
}
