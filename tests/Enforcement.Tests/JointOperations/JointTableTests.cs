using Enforcement.Identity;
using Enforcement.JointOperations;
using Enforcement.JointOperations.Assistance;
using Enforcement.JointOperations.Checks;
using Enforcement.JointOperations.Guidance;
using Enforcement.JointOperations.Stations;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Supervision;
using Microsoft.Extensions.DependencyInjection;
using static Enforcement.Tests.JointOperations.JointBench;

namespace Enforcement.Tests.JointOperations;

/// <summary>
/// Who may begin what, and who may answer it, where it depends on what a body is: written down a second time, and asked for every role at every body.
/// </summary>
public sealed class JointTableTests : IAsyncLifetime
{
    private static readonly string[] Bodies = [Town, Neighbour, Urban, Market, Centre, Station, PolicePost, Elsewhere];

    private static readonly string[] Heads = ["unit-head", "squad-head", "agency-head"];

    /// <summary>Verbs that begin something: the roles at a township, at a department, at the command centre, at a station, at a police post.</summary>
    private static readonly Dictionary<
        string,
        (string[] Town, string[] Department, string[] Centre, string[] Station, string[] Police)
    > Beginnings = new()
    {
        ["call"] = (["officer", "squad-head", "agency-head"], ["unit-head", "agency-head"], ["command-centre"], [], []),
        ["directive"] = (["squad-head", "agency-head"], [], [], [], []),
        ["letter"] = (Heads, Heads, Heads, Heads, Heads),
        ["check"] = (Heads, Heads, Heads, Heads, []),
        ["question"] = (["officer", "squad-head", "legal-reviewer", "agency-head"], [], [], [], []),
    };

    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await service.StaffJointAsync();
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public void Only_the_posts_of_the_table_begin_something()
    {
        foreach (var (verb, may) in Beginnings)
        foreach (var body in Bodies)
        foreach (var role in Roles.All)
        {
            var roles = body switch
            {
                Town or Neighbour => may.Town,
                Centre => may.Centre,
                Station => may.Station,
                PolicePost => may.Police,
                _ => may.Department,
            };
            IsLetTo(verb, Person(role, body)).ShouldBe(roles.Contains(role), $"{verb} by {role} of {body}");
        }
    }

    [Fact]
    public async Task Only_the_department_advises_on_a_question_and_only_its_heads_publish()
    {
        var id = (
            await service.DoneAsync(
                "jt-officer",
                "/api/guidance",
                new
                {
                    department = Market,
                    question = "问",
                    facts = "事实",
                }
            )
        ).GetProperty("id").GetGuid();
        var verbs = Get<AskGuidance>();
        await EachAsync(
            (role, body) => body == Market && role is "county-handler" or "unit-head" or "agency-head",
            person => verbs.AdviseAsync(person, id, new AdviceRequest("答复", null), default),
            "advice",
            "guidance.answered"
        );
        await EachAsync(
            (role, body) => body == Market && role is "unit-head" or "agency-head",
            person => verbs.PublishAsync(person, id, new PublicationRequest("标题", null, null), default),
            "publication",
            "guidance.published"
        );
    }

    [Fact]
    public async Task Only_the_body_itself_merges_and_withdraws_its_check()
    {
        async Task<Guid> RegisterAsync(string who, string field) => (
                await service.DoneAsync(
                    who,
                    "/api/enterprise-checks",
                    new
                    {
                        enterprise = "靖港食品有限公司",
                        creditCode = "91430112MA4L12345X",
                        field,
                        from = "2026-11-24",
                    }
                )
            ).GetProperty("check").GetProperty("id").GetGuid();
        var (mine, other) = (await RegisterAsync("jt-market-unit", "market"), await RegisterAsync("jt-urban-unit", "urban-management"));
        var verbs = Get<MergeChecks>();
        bool May(string role, string body) => body == Market && Heads.Contains(role);
        await EachAsync(
            May,
            person => verbs.MergeAsync(person, mine, new MergingRequest(other.ToString()), default),
            "merging",
            "check.merged"
        );
        await EachAsync(
            May,
            person => verbs.WithdrawAsync(person, mine, new CheckReasonRequest("不查"), default),
            "withdrawal",
            "check.over"
        );
    }

    [Fact]
    public async Task Only_heads_of_agencies_take_part_in_a_personnel_step_each_on_their_side()
    {
        var verbs = Get<AskConsent>();
        await EachAsync(
            (role, body) => (role, body) == ("agency-head", Market),
            person => verbs.ProposeAsync(person, new ConsentRequest(Station, "李所长", "transfer", "任职满五年"), default),
            "proposal"
        );
        var id = await service.Database.ScalarAsync<Guid>("select id from personnel_consents");
        await EachAsync(
            (role, body) => (role, body) == ("agency-head", Town),
            person => verbs.SpeakAsync(person, id, new OpinionRequest(true, "2026-11-23", "纪要", null), default),
            "opinion"
        );
        await EachAsync(
            (role, body) => (role, body) == ("agency-head", Market),
            person => verbs.CloseAsync(person, id, new ConsentClosingRequest(true, "按程序办理"), default),
            "closing"
        );
    }

    [Fact]
    public async Task Only_the_head_of_the_township_appraises()
    {
        var verb = Get<AppraiseHead>();
        await EachAsync(
            (role, body) => (role, body) == ("agency-head", Town),
            person => verb.RunAsync(person, new AppraisalRequest(Station, "李所长", null, "competent", "好"), default),
            "appraisal"
        );
    }

    private bool IsLetTo(string verb, Actor person) =>
        verb switch
        {
            "call" => Get<JointRights>().ToCall(person) is not null,
            "directive" => Get<IssueDirective>().PostOf(person) is not null,
            "letter" => Get<SendLetter>().PostOf(person) is not null,
            "check" => Get<RegisterCheck>().PostOf(person, null) is not null,
            _ => Get<AskGuidance>().PostOf(person) is not null,
        };

    /// <summary>Whoever may not is refused or sees nothing; the first of those who may does it, and the others are told that it is done.</summary>
    /// <param name="done">The code of that; null: there is nobody else.</param>
    private static async Task EachAsync(Func<string, string, bool> may, Func<Actor, Task> act, string verb, string? done = null)
    {
        var isDone = false;
        foreach (var body in Bodies)
        foreach (var role in Roles.All)
        {
            var said = await Record.ExceptionAsync(() => act(Person(role, body)));
            (said is not (NotAllowedException or NotVisibleException)).ShouldBe(may(role, body), $"{verb} by {role} of {body}: {said}");
            if (!may(role, body))
                continue;
            (said as RefusedException)?.Code.ShouldBe(done, $"{verb} by {role} of {body}");
            (said is null).ShouldBe(!isDone, $"{verb} by {role} of {body}: {said}");
            isDone = true;
        }
        isDone.ShouldBeTrue(verb);
    }

    private T Get<T>()
        where T : notnull => service.Services.GetRequiredService<T>();

    private static Actor Person(string role, string body) =>
        new(RowId.New("430112", TestService.Morning), role, role, [new Post(body, role)], new Scope([body], []));
}
