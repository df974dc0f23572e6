using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;

namespace Enforcement.Tests.Cases;

public sealed class JournalTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_entry_hashes_the_one_before_it()
    {
        var journal = new Journal(0, Journal.Genesis);
        journal.Add("case.opened", Actor.System, null, Noon, []);
        journal.Add("task.completed", Actor.System, null, Noon, new JsonObject { ["node"] = "核查" });

        journal.Added[0].PrevHash.ShouldBe(Journal.Genesis);
        journal.Added[1].PrevHash.ShouldBe(journal.Added[0].Hash);
        journal.Head.ShouldBe(Journal.HashOf(journal.Added[0].Hash, journal.Added[1].Content));
    }

    [Fact]
    public void The_text_says_who_acted_and_for_whom()
    {
        var deputy = new Actor(Guid.Parse("0193f000-0000-7000-8000-000000000001"), "jinggang.deputy", "周敏", [], Scope.Nothing);
        var post = new Post("430112109", Roles.AgencyHead, new Principal(Guid.Parse("0193f000-0000-7000-8000-000000000002"), "李强"));
        var journal = new Journal(4, new byte[32]);

        journal.Add("task.completed", deputy, post, Noon, []);

        var by = JsonNode.Parse(journal.Added[0].Content)!["by"]!;
        by["name"]!.GetValue<string>().ShouldBe("周敏");
        by["for"]!["name"]!.GetValue<string>().ShouldBe("李强");
        journal.Seq.ShouldBe(5);
    }

    [Theory]
    [InlineData("seq")]
    [InlineData("at")]
    [InlineData("action")]
    [InlineData("by")]
    public void A_detail_never_stands_in_the_place_of_who_acted_or_when(string name) =>
        Should.Throw<ArgumentException>(() =>
            new Journal(0, Journal.Genesis).Add("handoff.answered", Actor.System, null, default, new JsonObject { [name] = "王某某" })
        );

    [Fact]
    public void An_entry_that_once_said_a_name_alone_is_still_read()
    {
        var line = new JournalLine(1, default, new JsonObject { ["action"] = "handoff.answered", ["by"] = "王某某" }, "");
        (line.By, line.For).ShouldBe(("王某某", null));
    }

    [Fact]
    public void Chinese_is_kept_readable()
    {
        var journal = new Journal(0, Journal.Genesis);
        journal.Add("case.opened", Actor.System, null, Noon, new JsonObject { ["title"] = "倾倒建筑垃圾" });
        journal.Added[0].Content.ShouldContain("倾倒建筑垃圾");
    }
}
