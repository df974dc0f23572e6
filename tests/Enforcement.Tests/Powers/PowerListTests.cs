using System.Globalization;
using System.Text.Json;
using CsCheck;
using Enforcement.Powers;

namespace Enforcement.Tests.Powers;

public sealed class PowerListTests(PowerFixture shipped) : IClassFixture<PowerFixture>
{
    private const string Jinggang = "430112106";
    private static readonly DateOnly Today = new(2026, 11, 24);
    private static readonly CaseFacts Harmless = new(
        Amount: 0,
        Area: 0,
        Volume: 0,
        Harm: Harms.None,
        PartyKind: "person",
        Repeat: 0,
        Townships: 1
    );

    [Fact]
    public void Versions_follow_each_other_without_gap_or_overlap() =>
        Gen.Int[0, 4000]
            .HashSet[1, 12]
            .Sample(days =>
            {
                var first = new DateOnly(2015, 1, 1);
                var spans = VersionDates.Follow(days.Select(day => (first.AddDays(day), (DateOnly?)null)));
                spans.Count.ShouldBe(days.Count);
                spans[^1].To.ShouldBeNull();
                foreach (var (earlier, later) in spans.Zip(spans.Skip(1)))
                    earlier.To!.Value.AddDays(1).ShouldBe(later.From);
                for (var day = first.AddDays(days.Min()); day <= first.AddDays(days.Max() + 1); day = day.AddDays(17))
                    spans.Count(span => span.From <= day && (span.To is null || day <= span.To)).ShouldBe(1);
            });

    [Fact]
    public async Task A_matter_outside_the_list_is_refused_with_its_article_and_the_way_on()
    {
        var list = await shipped.ListAsync();
        var refused = Should.Throw<RefusedException>(() => list.Demand(Jinggang, "CG-06", Today));
        refused.Code.ShouldBe("power.not-delegated");
        refused.Message.ShouldContain("第二十四条");
        refused.Message.ShouldContain("城市管理和综合执法部门");
        refused.Extensions["suggestion"].ShouldBe(new TransferSuggestion("transfer", "urban-management", "430112-urban-management"));
    }

    [Fact]
    public async Task An_unknown_matter_is_malformed_and_one_not_yet_in_force_is_refused()
    {
        var list = await shipped.ListAsync();
        Should.Throw<MalformedException>(() => list.Demand(Jinggang, "NO-99", Today)).Faults.ShouldBe([("matterCode", "unknown")]);
        var refused = Should.Throw<RefusedException>(() => list.Demand(Jinggang, "WL-03", new(2025, 2, 28)));
        refused.Code.ShouldBe("power.not-in-force");
        refused.Message.ShouldContain(list.VersionsOf("WL-03")[^1].Name.Chinese);
    }

    [Fact]
    public async Task The_person_variant_is_the_townships_and_the_unit_variant_the_countys()
    {
        var list = await shipped.ListAsync();
        list.CompetenceOf(Jinggang, "CG-05", Today, PartyKinds.Person).IsHeld.ShouldBeTrue();
        list.CompetenceOf(Jinggang, "CG-05", Today, PartyKinds.Unit).IsHeld.ShouldBeFalse();
        list.CompetenceOf(Jinggang, "CG-05", Today).Version.Variant.ShouldBe("person");
    }

    [Fact]
    public async Task No_notice_is_printed_on_a_matter_that_is_not_confirmed()
    {
        var list = await shipped.ListAsync();
        Should.Throw<RefusedException>(() => list.DemandConfirmed("CG-06", Today)).Code.ShouldBe("power.unconfirmed");
        list.DemandConfirmed("GT-01", Today);
    }

    [Fact]
    public async Task Both_versions_are_shown_when_the_law_changed_after_the_violation()
    {
        var choice = (await shipped.ListAsync()).LawFor("NY-07", new(2026, 4, 30), Today)!;
        choice.HasChanged.ShouldBeTrue();
        choice.AtViolation.Basis.Chinese.ShouldContain("2013年修正");
        choice.Now!.From.ShouldBe(new(2026, 5, 1));
        choice.Lighter.ShouldBe(LighterLaw.ToBeCompared);
        choice.Applicable.ShouldBeNull();
        (await shipped.ListAsync()).LawFor("GT-01", new(2026, 4, 30), Today)!.HasChanged.ShouldBeFalse();
    }

    [Theory]
    [InlineData(5000, 3000, LighterLaw.New)]
    [InlineData(5000, 9000, LighterLaw.Old)]
    [InlineData(5000, 5000, LighterLaw.Old)]
    public async Task From_old_to_light_where_figures_tell(decimal before, decimal after, LighterLaw expected)
    {
        var any = (await shipped.ListAsync()).VersionsOf("JT-03")[0];
        var old = any with { To = new(2026, 6, 30), Penalties = [Fine(before)] };
        var list = new PowerList([old, any with { From = new(2026, 7, 1), Penalties = [Fine(after)] }], [], [], []);
        list.LawFor("JT-03", new(2026, 6, 30), Today)!.Lighter.ShouldBe(expected);

        static Penalty Fine(decimal most) =>
            new(
                PenaltyKinds.Fine,
                PartyKinds.Any,
                null,
                most,
                PenaltyUnits.Yuan,
                "",
                default(Bilingual) with
                {
                    Chinese = "",
                    English = "",
                },
                new("", ""),
                true
            );
    }

    [Fact]
    public async Task A_fact_that_is_not_known_is_never_taken_for_harmless()
    {
        var list = await shipped.ListAsync();
        list.Classify(Jinggang, "CG-04", Today, Harmless).Result.ShouldBe(Gravity.Ordinary);
        foreach (
            var facts in new[]
            {
                Harmless with
                {
                    Volume = null,
                },
                Harmless with
                {
                    Harm = null,
                },
                Harmless with
                {
                    Townships = null,
                },
                CaseFacts.Unknown,
            }
        )
        {
            var classification = list.Classify(Jinggang, "CG-04", Today, facts);
            classification.Result.ShouldBe(Gravity.ToBeChecked);
            classification.Unknown.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task No_set_of_facts_with_an_unknown_one_is_ordinary()
    {
        var list = await shipped.ListAsync();
        var codes = list.MattersFor(null, Today).Select(held => held.Version.Code).Distinct().ToArray();
        var number = Gen.Int[0, 20].Select(value => value == 20 ? (decimal?)null : value);
        Gen.Select(
                Gen.Int[0, codes.Length - 1].Select(index => codes[index]),
                number,
                number,
                Gen.Int[0, 2].Select(index => ((string?[])[null, "none", "injury"])[index]),
                Gen.Int[0, 2].Select(index => index == 0 ? (int?)null : index)
            )
            .Sample(
                (code, area, volume, harm, townships) =>
                {
                    var facts = new CaseFacts(
                        Amount: 1,
                        Area: area,
                        Volume: volume,
                        Harm: harm,
                        PartyKind: "person",
                        Repeat: 0,
                        Townships: townships
                    );
                    var classification = list.Classify(Jinggang, code, Today, facts);
                    if (classification.IsOrdinary)
                        classification.Unknown.ShouldBeEmpty();
                }
            );
    }

    [Fact]
    public async Task The_threshold_itself_is_major_and_the_reason_is_told()
    {
        var list = await shipped.ListAsync();
        list.Classify(Jinggang, "GT-01", Today, Harmless with { Area = 499.99m }).Result.ShouldBe(Gravity.Ordinary);
        var major = list.Classify(Jinggang, "GT-01", Today, Harmless with { Area = 500 });
        major.Result.ShouldBe(Gravity.Major);
        major.Reasons.ShouldHaveSingleItem().SourceTag.ShouldBe("D");
        major.Explain().ShouldContain("500平方米");
    }

    [Fact]
    public async Task The_gravest_reason_wins_and_all_are_shown()
    {
        var list = await shipped.ListAsync();
        list.Classify(Jinggang, "CG-04", Today, Harmless with { Townships = 2, Volume = 30 }).Result.ShouldBe(Gravity.CrossRegion);
        var crime = list.Classify(Jinggang, "LY-01", Today, new CaseFacts(Area: 4000));
        crime.Result.ShouldBe(Gravity.Crime);
        crime.Reasons.Select(reason => reason.Result).ShouldBe([Gravity.Crime, Gravity.Major]);
        list.Classify(Jinggang, "CG-06", Today, new CaseFacts(Volume: 36)).Result.ShouldBe(Gravity.Major);
    }

    [Fact]
    public async Task Limitation_is_two_years_and_five_where_harm_was_done()
    {
        var list = await shipped.ListAsync();
        var (fire, trees) = (list.VersionsOf("YJ-05")[0], list.VersionsOf("CG-07")[0]);
        var violated = new DateOnly(2024, 2, 29);
        Limitation.Of(trees, violated, new(2026, 2, 28), null).State.ShouldBe(LimitationState.InTime);
        Limitation.Of(trees, violated, new(2026, 3, 1), null).State.ShouldBe(LimitationState.Expired);
        Limitation.Of(fire, violated, new(2026, 3, 1), null).State.ShouldBe(LimitationState.ToBeChecked);
        Limitation.Of(fire, violated, new(2026, 3, 1), Harms.Injury).State.ShouldBe(LimitationState.InTime);
        Limitation.Of(fire, violated, new(2026, 3, 1), Harms.None).State.ShouldBe(LimitationState.Expired);
        Limitation.Of(fire, violated, new(2029, 3, 1), Harms.Death).State.ShouldBe(LimitationState.Expired);
    }

    [Fact]
    public void Facts_are_read_or_refused_by_name()
    {
        CaseFacts
            .Read(JsonDocument.Parse("""{"area":"12.5","townships":1,"repeat":false,"harm":"none","volume":null}""").RootElement)
            .ShouldBe(new CaseFacts(Area: 12.5m, Harm: "none", Repeat: 0, Townships: 1));
        CaseFacts.Read(null).ShouldBe(CaseFacts.Unknown);
        Should
            .Throw<MalformedException>(() =>
                CaseFacts.Read(JsonDocument.Parse("""{"area":-1,"harm":"bad","townships":0,"colour":"red","volume":{}}""").RootElement)
            )
            .Faults.OrderBy(fault => fault.Field, StringComparer.Ordinal)
            .ShouldBe([
                ("facts.area", "range"),
                ("facts.colour", "unknown"),
                ("facts.harm", "unknown"),
                ("facts.townships", "range"),
                ("facts.volume", "number"),
            ]);
    }

    [Fact]
    public async Task Texts_follow_the_language_of_the_request()
    {
        var matter = (await shipped.ListAsync()).VersionsOf("GT-01")[0];
        matter.Name.In(CultureInfo.GetCultureInfo("zh-Hans")).ShouldBe("乡村规划区内未取得乡村建设规划许可证建设");
        matter.Name.In(CultureInfo.GetCultureInfo("en")).ShouldStartWith("Building in a village");
    }
}
