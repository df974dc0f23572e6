using Enforcement.Identity;
using Enforcement.Powers.Admission;
using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Powers.Admission.Misfits;
using Enforcement.Powers.Admission.Requests;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Powers.Admission.DutyBench;

namespace Enforcement.Tests.Powers.Admission;

/// <summary>Every verb, tried by every role at every side on a thing that waits for it: only those of the table may.</summary>
public sealed class DutyRightsTests(TestService service) : IClassFixture<TestService>
{
    private const string Abroad = "430624101";

    private static readonly string[] Bodies =
    [
        Agriculture,
        "430112-housing",
        Town,
        Neighbour,
        Staffing,
        Judicial,
        Government,
        Centre,
        "430112-police",
        "4301-judicial",
        "430104-agriculture",
        "430104-judicial",
        Abroad,
    ];

    /// <summary>Verb; body; roles. What does not stand here may not.</summary>
    private const string Table = """
        draft; 430112-agriculture; agency-head unit-head county-handler
        draft; 430112-housing; agency-head unit-head county-handler
        opinion; 430112106; agency-head
        review; 430112-staffing; agency-head unit-head supervisor
        review; 430112-judicial; agency-head unit-head legal-reviewer coordinator
        decision; 430112-government; agency-head
        withdrawal; 430112-agriculture; agency-head unit-head county-handler
        dispatch; 430112-agriculture; agency-head unit-head county-handler
        hand-on; 430112106; agency-head squad-head
        hand-on; 430112101; agency-head squad-head
        taking; 430112106; agency-head squad-head officer
        report; 430112106; agency-head squad-head officer
        refusal; 430112106; agency-head squad-head
        village-taking; 430112106; grid-worker
        village-refusal; 430112106; grid-worker
        misfit; 430112106; agency-head squad-head officer
        misfit; 430112101; agency-head squad-head officer
        misfit; 430624101; agency-head squad-head officer
        answer; 430112-agriculture; supervisor coordinator
        answer; 430112-housing; supervisor coordinator
        answer; 430112-staffing; supervisor coordinator
        answer; 430112-judicial; supervisor coordinator
        answer; 430112-government; supervisor coordinator
        answer; 430112-command-centre; supervisor coordinator
        answer; 430112-police; supervisor coordinator
        answer; 4301-judicial; supervisor coordinator
        refusals; 430112-agriculture; supervisor coordinator command-centre
        refusals; 430112-housing; supervisor coordinator command-centre
        refusals; 430112-staffing; supervisor coordinator command-centre
        refusals; 430112-judicial; supervisor coordinator command-centre
        refusals; 430112-government; supervisor coordinator command-centre agency-head
        refusals; 430112-command-centre; supervisor coordinator command-centre
        refusals; 430112-police; supervisor coordinator command-centre
        refusals; 4301-judicial; supervisor coordinator command-centre
        refusals; 430104-agriculture; supervisor coordinator command-centre
        refusals; 430104-judicial; supervisor coordinator command-centre
        """;

    public static TheoryData<string> Verbs { get; } = [.. Rows().Select(row => row.Verb).Distinct()];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Only_those_of_the_table_may(string verb)
    {
        await service.BodyAsync(Abroad, Abroad, "文星镇");
        var expected = Rows().Where(row => row.Verb == verb).SelectMany(row => row.Roles.Select(role => $"{row.Body} {role}")).Order();
        var may = new List<string>();
        Guid? thing = null;
        foreach (var body in Bodies)
        foreach (var role in Roles.All)
        {
            thing ??= await ThingOfAsync(verb);
            try
            {
                await TryAsync(verb, service.Somebody(role, body), thing.Value);
                may.Add($"{body} {role}");
                thing = null;
            }
            catch (NotAllowedException) { }
            catch (NotVisibleException) { }
            catch (MalformedException) { } // a township of another county is none for this department
        }
        may.Order().ShouldBe(expected);
    }

    private async Task<Guid> ThingOfAsync(string verb)
    {
        switch (verb)
        {
            case "opinion" or "withdrawal":
                return (await service.DraftedAsync()).Id;
            case "review":
                return (await service.OpinedAsync()).Id;
            case "decision":
                return (await service.ReviewedAsync()).Id;
            case "taking" or "refusal":
                return (await SentAsync()).Id;
            case "report":
                var sent = await SentAsync();
                await service.Verb<TakeTask>().RunAsync(service.Somebody(Roles.Officer, Town), sent.Id, default);
                return sent.Id;
            case "village-taking" or "village-refusal":
                return (
                    await service
                        .Verb<DispatchTask>()
                        .RunAsync(service.Somebody(Roles.AgencyHead, Town), TaskWish("CZ-002", null, village: "格塘村"), default)
                ).Id;
            case "answer":
                return (await FileAsync(service.Somebody(Roles.Officer, Town))).Id;
            default:
                return Guid.Empty;
        }
    }

    private Task TryAsync(string verb, Actor actor, Guid id) =>
        verb switch
        {
            "draft" => service.Verb<DraftAdmission>().RunAsync(actor, Draft(), default),
            "opinion" => service.Verb<GiveOpinion>().RunAsync(actor, id, true, null, default),
            "review" => service.Verb<ReviewAdmission>().RunAsync(actor, id, true, null, default),
            "decision" => service
                .Verb<DecideAdmission>()
                .RunAsync(actor, id, new(true, $"T-{id.ToString()[^8..]}", "望政发〔2026〕1号", null, null, null), default),
            "withdrawal" => service.Verb<WithdrawAdmission>().RunAsync(actor, id, "不再需要", default),
            "dispatch" => DispatchAsync(actor, TaskWish()),
            "hand-on" => DispatchAsync(actor, TaskWish("CZ-002", null, village: "格塘村")),
            "taking" or "village-taking" => service.Verb<TakeTask>().RunAsync(actor, id, default),
            "report" => service.Verb<ReportTask>().RunAsync(actor, id, "已办", default),
            "refusal" or "village-refusal" => service.Verb<RefuseTask>().RunAsync(actor, id, null, null, default),
            "misfit" => FileAsync(actor),
            "answer" => service.Verb<AnswerMisfit>().RunAsync(actor, id, "知悉", default),
            "refusals" => service.Verb<DutyReader>().RefusalsAsync(actor, 10, null, default),
            _ => throw new ArgumentOutOfRangeException(nameof(verb)),
        };

    /// <summary>Another department, or a township of another county, has no such item: to it the list says no.</summary>
    private async Task DispatchAsync(Actor actor, DutyTaskRequest wish)
    {
        try
        {
            await service.Verb<DispatchTask>().RunAsync(actor, wish, default);
        }
        catch (RefusedException refused) when (refused.Code == "duty.not-admitted")
        {
            throw new NotAllowedException(refused.Code);
        }
    }

    private Task<DutyTask> SentAsync() =>
        service.Verb<DispatchTask>().RunAsync(service.Somebody(Roles.UnitHead, Agriculture), TaskWish(), default);

    private Task<Misfit> FileAsync(Actor actor) =>
        service.Verb<FileMisfit>().RunAsync(actor, new(null, "matter", "CG-02", "条文与实际不符"), default);

    private static IEnumerable<(string Verb, string Body, string[] Roles)> Rows() =>
        Table
            .Split('\n')
            .Select(line => line.Split(';', StringSplitOptions.TrimEntries))
            .Select(parts => (parts[0], parts[1], parts[2].Split(' ')));
}
