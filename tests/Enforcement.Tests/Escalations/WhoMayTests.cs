using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Escalations;

/// <summary>The table of who may do what with a letter: every verb, every role, both sides, and a third body.</summary>
public sealed class WhoMayTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Sender = LetterBench.Township;
    private const string Receiver = LetterBench.Department;

    private static readonly HashSet<(string Verb, string Role, string Organization)> Allowed =
    [
        ("receipt", Roles.CountyIntake, Receiver),
        ("receipt", Roles.Liaison, Receiver),
        ("acceptance", Roles.UnitHead, Receiver),
        ("acceptance", Roles.Liaison, Receiver),
        ("return", Roles.UnitHead, Receiver),
        ("return", Roles.Liaison, Receiver),
        ("objection", Roles.AgencyHead, Receiver),
        ("objection", Roles.UnitHead, Receiver),
        ("objection", Roles.Liaison, Receiver),
        ("evidence-checks", Roles.CountyHandler, Receiver),
        ("evidence-checks", Roles.UnitHead, Receiver),
        ("evidence-checks", Roles.CountyIntake, Receiver),
        ("evidence-checks", Roles.Liaison, Receiver),
        ("negotiation", Roles.AgencyHead, Receiver),
        ("negotiation", Roles.UnitHead, Receiver),
        ("negotiation", Roles.Liaison, Receiver),
        ("negotiation", Roles.AgencyHead, Sender),
        ("negotiation", Roles.SquadHead, Sender),
        ("agreement", Roles.AgencyHead, Sender),
        ("agreement", Roles.SquadHead, Sender),
        ("report", Roles.AgencyHead, Receiver),
        ("report", Roles.UnitHead, Receiver),
        ("report", Roles.Liaison, Receiver),
        ("report", Roles.AgencyHead, Sender),
        ("report", Roles.SquadHead, Sender),
        ("designation", Roles.Coordinator, LetterBench.Judicial),
        ("feedback", Roles.UnitHead, LetterBench.Police),
        ("feedback", Roles.CountyHandler, LetterBench.Police),
        ("feedback", Roles.Liaison, LetterBench.Police),
        ("withdrawal", Roles.AgencyHead, Sender),
        ("reconsideration", Roles.AgencyHead, Sender),
        ("supervision", Roles.AgencyHead, Sender),
        ("reconsideration-decision", Roles.UnitHead, LetterBench.Police),
        ("reconsideration-decision", Roles.Liaison, LetterBench.Police),
        ("goods", Roles.Officer, Sender),
        ("goods", Roles.SquadHead, Sender),
        ("withdrawal", Roles.SquadHead, Sender),
    ];

    private static readonly string[] OfReferrals = ["feedback", "reconsideration", "supervision", "reconsideration-decision", "goods"];

    private LetterBench bench = null!;

    public async Task InitializeAsync() => bench = await LetterBench.CreateAsync(database);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Theory]
    [InlineData("receipt")]
    [InlineData("acceptance")]
    [InlineData("return")]
    [InlineData("objection")]
    [InlineData("evidence-checks")]
    [InlineData("negotiation")]
    [InlineData("agreement")]
    [InlineData("report")]
    [InlineData("designation")]
    [InlineData("feedback")]
    [InlineData("withdrawal")]
    [InlineData("reconsideration")]
    [InlineData("supervision")]
    [InlineData("reconsideration-decision")]
    [InlineData("goods")]
    public async Task Only_the_posts_of_the_table_may(string verb)
    {
        var letter = await PreparedAsync(verb);
        // By hand only those feed back who keep their case elsewhere.
        var receiver = OfReferrals.Contains(verb) ? LetterBench.Police : Receiver;
        foreach (var organization in (string[])[Sender, receiver, LetterBench.Other, LetterBench.Judicial])
        foreach (var role in Roles.All)
        {
            var region = Roles.SeeTheirRegion.Contains(role) && organization != Sender ? new[] { "430112" } : [];
            var actor = LetterBench.Person(50, role, organization, region);
            if (Allowed.Contains((verb, role, organization)))
            {
                (await Record.ExceptionAsync(() => DoAsync(verb, actor, letter))).ShouldBeNull($"{verb} by {role} of {organization}");
                letter = await PreparedAsync(verb);
            }
            else if (verb == "agreement" && organization == Receiver && Allowed.Contains(("negotiation", role, organization)))
                (await Should.ThrowAsync<RefusedException>(() => DoAsync(verb, actor, letter))).Code.ShouldBe("escalation.own-offer");
            else if (organization == Sender || organization == receiver || region.Length > 0)
                await Should.ThrowAsync<NotAllowedException>(() => DoAsync(verb, actor, letter), $"{verb} by {role} of {organization}");
            else
                await Should.ThrowAsync<NotVisibleException>(() => DoAsync(verb, actor, letter), $"{verb} by {role} of {organization}");
        }
    }

    private async Task<Guid> PreparedAsync(string verb)
    {
        if (verb is "receipt" or "withdrawal")
            return (await bench.SendNewAsync()).Id;
        if (OfReferrals.Contains(verb))
        {
            var referral = await bench.SendAsync(await bench.OpenAsync("police-referral"), null);
            await bench.SignAsync(referral.Id, LetterBench.Person(22, Roles.CountyIntake, LetterBench.Police));
            var police = LetterBench.Person(23, Roles.UnitHead, LetterBench.Police);
            if (verb is "feedback" or "goods")
                return (await bench.AcceptAsync(referral.Id, police)).Id;
            await bench.Get<DeclineCrime>().RunAsync(police, referral.Id, "无犯罪事实", "望公不立字〔2026〕1号", default);
            if (verb is "reconsideration-decision")
                await bench
                    .Get<AskReconsideration>()
                    .RunAsync(LetterBench.Person(51, Roles.AgencyHead, Sender), referral.Id, "涉案数额已达标准", default);
            return referral.Id;
        }
        if (verb is "evidence-checks")
        {
            var caseFile = await bench.OpenAsync("lead-transfer");
            await bench.PhotoAsync(caseFile.Key, "现场.jpg");
            return (await bench.SignAsync((await bench.SendAsync(caseFile)).Id)).Id;
        }
        var letter = await bench.SignedAsync();
        if (verb is "designation" or "negotiation" or "agreement" or "report")
            await bench.ObjectAsync(letter.Id);
        if (verb is "agreement")
            await bench.NegotiateAsync(letter.Id, LetterBench.UnitHead, LetterBench.Other);
        return letter.Id;
    }

    private Task<Escalation> DoAsync(string verb, Actor actor, Guid letter) =>
        verb switch
        {
            "receipt" => bench.SignAsync(letter, actor),
            "acceptance" => bench.AcceptAsync(letter, actor),
            "return" => bench.ReturnAsync(letter, actor),
            "objection" => bench.ObjectAsync(letter, actor),
            "evidence-checks" => bench.Get<CheckEvidence>().RunAsync(actor, letter, [new CheckedItem(1, true, null)], default),
            "negotiation" => bench.NegotiateAsync(letter, actor),
            "agreement" => bench.AgreeAsync(letter, actor, LetterBench.Other),
            "report" => bench.ReportAsync(letter, actor),
            "designation" => bench.DesignateAsync(letter, LetterBench.Other, actor),
            "reconsideration" => bench.Get<AskReconsideration>().RunAsync(actor, letter, "涉案数额已达标准", default),
            "supervision" => bench.Get<SuggestSupervision>().RunAsync(actor, letter, "涉案数额已达标准", default),
            "reconsideration-decision" => bench
                .Get<DecideReconsideration>()
                .RunAsync(actor, letter, false, "望公复字〔2026〕1号", "无犯罪事实", default),
            "goods" => bench.Get<HandOverGoods>().RunAsync(actor, letter, "挖掘机一台", "民警乙", null, default),
            "feedback" => bench.Get<GiveFeedback>().RunAsync(actor, letter, "已处理", null, default),
            _ => bench.Get<WithdrawLetter>().RunAsync(actor, letter, "误送", default),
        };
}
