using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations;
using Enforcement.JointOperations.Assistance;
using Enforcement.JointOperations.Stations;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.Tests.JointOperations;

/// <summary>
/// The table of who may do what, written down here a second time: every verb, every role, every side and a third body; held against what the verbs ask.
/// </summary>
public sealed class JointRightsTests
{
    private const string Caller = "430112109";
    private const string Called = "430112-market";
    private const string Third = "430112-water";

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    private static readonly string[] Desk =
    [
        "county-intake",
        "county-handler",
        "unit-head",
        "officer",
        "squad-head",
        "agency-head",
        "liaison",
    ];

    private static readonly string[] OnSite = ["county-handler", "unit-head", "officer", "squad-head", "agency-head"];
    private static readonly string[] Leads = ["command-centre", "unit-head", "squad-head", "agency-head"];

    /// <summary>The lead takes part itself: what a called body does, it does too.</summary>
    private static readonly Dictionary<string, (string[] Sides, string[] Roles)> Operation = new()
    {
        ["answer"] = ([Caller, Called], Desk),
        ["refusal"] = ([Caller, Called], ["unit-head", "squad-head", "agency-head", "liaison"]),
        ["arrival"] = ([Caller, Called], [.. OnSite, "liaison"]),
        ["sheet"] = ([Caller, Called], OnSite),
        ["evidence"] = ([Caller, Called], OnSite),
        ["filing"] = ([Caller, Called], OnSite),
        ["absence"] = ([Caller], Leads),
        ["minutes"] = ([Caller], Leads),
        ["follow-up"] = ([Caller], Leads),
        ["follow-up-result"] = ([Called], [.. Desk, "command-centre"]),
        ["closing"] = ([Caller], Leads),
        ["cancellation"] = ([Caller], Leads),
    };

    [Fact]
    public void Every_verb_of_an_operation_is_in_the_table() =>
        JointRights.Table.Select(entry => entry.Verb).Order().ShouldBe(Operation.Keys.Order());

    [Fact]
    public void Only_the_posts_of_the_table_act_in_an_operation()
    {
        var it = New();
        foreach (var (verb, (sides, roles)) in Operation)
        foreach (var body in (string[])[Caller, Called, Third])
        foreach (var role in Roles.All)
        {
            var may = sides.Contains(body) && roles.Contains(role);
            var asked = Record.Exception(() => JointRights.Demand(Person(role, body), it, verb));
            (asked is null).ShouldBe(may, $"{verb} by {role} of {body}");
            if (!may)
                asked.ShouldBeOfType<NotAllowedException>().Code.ShouldBe("joint.not-yours");
        }
    }

    [Theory]
    [InlineData("issue", true, "squad-head,agency-head")]
    [InlineData("answer", false, "county-handler,unit-head,agency-head,county-intake")]
    [InlineData("refusal", false, "unit-head,agency-head")]
    [InlineData("report", false, "county-handler,unit-head,agency-head,county-intake")]
    [InlineData("withdrawal", true, "squad-head,agency-head")]
    public void Only_the_posts_of_the_table_act_on_a_directive(string verb, bool townships, string roles)
    {
        var it = new StationDirective
        {
            Id = RowId.New("430112", Now),
            MadeAt = Now,
            Events = new Journal(0, Journal.Genesis),
            Township = Caller,
            Station = Called,
            Task = "巡查",
            Urgent = false,
            IssuedBy = By,
            DueAt = Now,
        };
        EachPost(
            (role, body) => (townships ? body == Caller : body == Called) && roles.Split(',').Contains(role),
            person => DirectiveRights.Demand(person, it, verb),
            verb
        );
    }

    [Theory]
    [InlineData("send", true, "unit-head,squad-head,agency-head")]
    [InlineData("answer", false, "county-intake,county-handler,officer,unit-head,squad-head,agency-head,liaison")]
    [InlineData("refusal", false, "unit-head,squad-head,agency-head,liaison")]
    [InlineData("withdrawal", true, "unit-head,squad-head,agency-head")]
    public void Only_the_posts_of_the_table_act_on_a_letter(string verb, bool askers, string roles)
    {
        var it = new AssistanceLetter
        {
            Id = RowId.New("430112", Now),
            MadeAt = Now,
            Events = new Journal(0, Journal.Genesis),
            Kind = LetterPurposes.Investigation,
            Asker = Caller,
            Asked = Called,
            Matter = "查询",
            Basis = "依据",
            Contact = "某人",
            SentBy = By,
            DueAt = Now,
        };
        EachPost(
            (role, body) => (askers ? body == Caller : body == Called) && roles.Split(',').Contains(role),
            person => AssistanceRights.Demand(person, it, verb),
            verb
        );
    }

    private static void EachPost(Func<string, string, bool> may, Action<Actor> demand, string verb)
    {
        foreach (var body in (string[])[Caller, Called, Third])
        foreach (var role in Roles.All)
            (Record.Exception(() => demand(Person(role, body))) is null).ShouldBe(may(role, body), $"{verb} by {role} of {body}");
    }

    private static readonly Signed By = new(Guid.Empty, "某人", Caller, Roles.SquadHead, null);

    private static Actor Person(string role, string body) =>
        new(RowId.New("430112", Now), role, role, [new Post(body, role)], new Scope([body], []));

    private static JointOperation New()
    {
        var it = new JointOperation
        {
            Id = RowId.New("430112", Now),
            MadeAt = Now,
            Events = new Journal(0, Journal.Genesis),
            Origin = Origins.Whistle,
            Caller = Caller,
            Reason = "事由",
            Matters = ["CG-02"],
            Place = "地点",
            From = Now,
            To = Now.AddHours(1),
            Level = RiskLevels.Red,
            SafetyPlan = "预案",
            CalledBy = By,
        };
        it.Add(Caller, Now, new CallAnswer(By, Now, true, "队长", Now, null, null));
        it.Add(Called, Now);
        it.Minute(new Minutes(By, Now, "纪要"));
        it.Add(new FollowUp("回访", Called, new DateOnly(2026, 12, 1), null));
        return it;
    }
}
